/* date: see date.h */
#include "date.h"
#include "die.h"

void date_add(struct text *t, time_t when)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm u;
	if (!gmtime_r(&when, &u))
		die(TEMP, "4.3.0", "the clock is out of range");
	text_addf(t, "%.3s, %d %.3s %d %02d:%02d:%02d +0000", days + 3 * u.tm_wday, u.tm_mday, months + 3 * u.tm_mon,
		u.tm_year + 1900, u.tm_hour, u.tm_min, u.tm_sec);
}
