/* editor: lets a person edit a file, as vipw does. No shell. */
#ifndef EDITOR_H
#define EDITOR_H

/* By VISUAL, else EDITOR, else vi, split at blanks: edits a copy of the members file path, under its lock. What has no
 * mistake takes its place; what has one is told, and on a terminal may be edited again, else the program ends with
 * PERM. A copy that was not changed does nothing. Dies with TEMP. */
void editor_members(const char *path);
#endif
