/* sanitize.h: read ahead of every file in the sanitizer build of .ci/run.
 *
 * tutti gives its steps no ASAN_OPTIONS, and Postfix none to tutti, so what is wanted is built in. What memory_get
 * gave is not given back before the end, so a leak is no mistake. */
const char *__asan_default_options(void);
__attribute__((weak)) const char *__asan_default_options(void)
{
	return "detect_leaks=0:abort_on_error=1";
}
