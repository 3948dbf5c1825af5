/* restrictions FILE...: reads iCalendar as libical does. A line for each file: what of it breaks RFC 5545 and
 * RFC 5546; then a line for each event: UID, start and end in seconds since 1970, by the file's own VTIMEZONEs. */

#include <libical/ical.h>
#include <stdio.h>

static char text[1 << 20];

static long instant(icalcomponent *calendar, icalcomponent *event, icalproperty_kind kind)
{
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    struct icaltimetype time = kind == ICAL_DTSTART_PROPERTY ? icalproperty_get_dtstart(property)
                                                             : icalproperty_get_dtend(property);
    icalparameter *named = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    icaltimezone *zone = icaltimezone_get_utc_timezone();
    if (named)
        zone = icalcomponent_get_timezone(calendar, icalparameter_get_tzid(named));
    return zone ? (long)icaltime_as_timet_with_zone(time, zone) : -1;
}

static int show(const char *name)
{
    FILE *file = fopen(name, "rb");
    size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (!size)
        return 2;
    fclose(file);
    text[size] = 0;
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar)
        return 1;
    int kept = icalrestriction_check(calendar);
    int faults = icalcomponent_count_errors(calendar);
    printf("%s, %d faults\n", kept ? "kept" : "broken", faults);
    if (faults)
        puts(icalcomponent_as_ical_string(calendar)); /* It shows each as X-LIC-ERROR. */
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        const char *uid = icalcomponent_get_uid(event);
        printf("%s %ld %ld\n", uid ? uid : "-", instant(calendar, event, ICAL_DTSTART_PROPERTY),
               instant(calendar, event, ICAL_DTEND_PROPERTY));
    }
    icalcomponent_free(calendar);
    return 0;
}

int main(int argc, char **argv)
{
    for (int place = 1; place < argc; place++) {
        int fault = show(argv[place]);
        if (fault)
            return fault;
    }
    return 0;
}
