/* html: what somebody has written in a mail that is HTML alone, as lines to read commands from. Nothing is laid out. */
#ifndef HTML_H
#define HTML_H
#include "text.h"

/* Appends the text of an HTML document in UTF-8. Elements that begin a line begin one; what is in a blockquote, as mail
 * programs quote, is quoted with "> "; a rule, below which Outlook quotes, is the line "--" of a signature. White space
 * is one blank, comments, styles and scripts are nothing. Text that is no HTML is only wrapped into one line. */
void html_text(struct span html, struct text *out);
#endif
