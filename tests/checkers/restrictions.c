/* restrictions FILE: reads iCalendar as libical does and says what of it breaks RFC 5545 and RFC 5546. */

#include <libical/ical.h>
#include <stdio.h>

static char text[1 << 20];

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file || !fread(text, 1, sizeof text - 1, file))
        return 2;
    fclose(file);
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar)
        return 1;
    int kept = icalrestriction_check(calendar);
    int faults = icalcomponent_count_errors(calendar);
    printf("%s, %d faults\n", kept ? "kept" : "broken", faults);
    if (faults)
        puts(icalcomponent_as_ical_string(calendar)); /* It shows each as X-LIC-ERROR. */
    icalcomponent_free(calendar);
    return 0;
}
