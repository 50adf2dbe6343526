/* mta: what the MTA that delivers puts on top of a message, and other at each delivery (Postfix pipe(8) flags
 * D, O and R, local(8), OpenSMTPD; qmail and Courier give it in the environment instead). */
#ifndef MTA_H
#define MTA_H
#include "message.h"

/* The length of an mbox `From ` line at the start of s, 0 without one. */
size_t mta_from_line(struct span s);

/* Takes Return-Path, X-Original-To and Delivered-To above the first Received out of m. Returns the sender that
 * Return-Path gives, as in SENDER (unquoted; empty for <>); at is NULL without one.
 *
 * A message without Received has gone through no MTA that stamps, so only the very first lines are taken, and
 * a Delivered-To alone stays: it may be the mark that inject puts on what this list has sent. */
struct span mta_take_lines(struct message *m);
#endif
