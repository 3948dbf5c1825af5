"""Words that are no names by themselves: particles, honorifics, terms of organisations, ordinary words.

Small on purpose, and ours: what is missing here is masked all the same, only not announced by
``dccg-meet roster check``.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _set(
    """
    a abu ad af al ap as at av ben bin bint bt d da dal dalla das de degli dei del della den der des di do
    dos du e el em en ep het ibn in l la las le les lo los mac mc of op os san santa st sta t te ten ter
    the then und van vande vanden vander vom von vonder y zu zum zur
    """
)
"""Parts of names that never stand for a person when they stand alone."""

GIVEN_PARTICLES = _set(
    """
    abu al ben di mac san santa van
    """
)
"""Particles that are given names, too, when a name begins with them."""

HONORIFICS = _set(
    """
    adv ambassador dame doctor dr excellency frau herr hon honorable honourable lady lord madam madame miss
    mister mlle mme monsieur mr mrs ms mx phd prof professor rev reverend senor senora sheikh shri sir smt
    sr sra
    """
)
"""Titles that tell gender or rank; they are masked together with the name that they go with."""

TITLES = HONORIFICS | _set("eng ing")
"""Honorifics, and titles that are also people's names and so stay part of a name in the roster."""

TITLES_AFTER = _set(
    """
    ji jr sahib san
    """
)
"""Titles that follow the name that they go with."""

ENDINGS = ("s", "ji", "san")
"""What languages and speech recognition put at the end of a name without an apostrophe or a hyphen."""

SMALL_WORDS = _set(
    """
    a an and at by de des du for in la le of on or the to und with
    """
)
"""Words that a coalition's short name leaves out."""

ORGANISATION_WORDS = _set(
    """
    ag agency alliance asbl association authority bank board bureau bv center centre centro chamber
    charity civil co college commission committee company consultancy consulting corp corporation council
    department digital division ev federal federation forum foundation fund fundacion global gmbh
    government group holding house inc initiative institut institute institution international internet
    lab labs limited llc llp ltd ministry national network ngo nv office organisation organization plc
    policy pvt research sa sarl school services society solutions systems technologies technology trust
    union united universidad universitat universite university world
    """
)
"""Words of employers' names that many of them share."""

GENERIC_MAILBOXES = _set(
    """
    admin agenda board call calls chair comms communications contact dccg director events hello help igf
    info list lists mail me media meeting meetings membership news noreply office policy post president
    press programme research secretariat secretary style support team utc webmaster
    """
)
"""Local parts of e-mail addresses that belong to a desk, not to a person."""

ADDRESS_WORDS = (
    GENERIC_MAILBOXES
    | ORGANISATION_WORDS
    | _set(
        """
    app conf conference dial event example host http https join live meet phone room teams tel video web
    webex www zoom
    """
    )
)
"""Words of which addresses are made; in one, they name nobody."""

DESKS = _set(
    """
    all anybody chair chairs co-chair co-chairs co-facilitator co-facilitators coalitions cofacilitator
    cofacilitators everybody everyone facilitator facilitators group mag members nobody none organisers
    organizers secretariat tbd unassigned volunteers
    """
)
"""Who may own an action by role; anybody else is taken for a person."""

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WORDS = _set(
    """
    able act agenda agree ai aim all also always am and answer any approve are art ask august autumn back
    bad baker bank bay be bell best big bill bishop bit black blue board body book both box boy break
    brook brooks brown burns bush but butler by call can care carpenter carter case cash chair chance
    change chase chat check child christian church citizen clay clear close cloud coach code cole comment
    cook cool coral core cost council count crisp cross crown cut data date dawn day days deal dean dear
    decide deep die do doe does door draft draw drew duke each earl early east easy else end english eve
    even event ever every face fair faith far fast few field file final find fine fire first fisher flower
    ford forest form found fox frank free french friend from full game gay gene general get gift give glad
    glass go gold good grace grant gray great green grey group grow guy had hall hand happy hard harmony
    has have he head hear held help her here hi high hill him his home honor hope host house how hunt
    hunter if in iris is it item its ivy jack jasmine job jobs join joy judge just key kid kind king
    knight lab lake lane large last late law lead leader league leave lee left less let life light like
    lily line link list little live local long look lord lot love low made mail main major make many mark
    marks marshall mason may mayor me mean media meeting member mercy might miles mill miller mind mine
    minor minute miss model more most much must my nature near need net never new news next nice night no
    noble none north not note notes now of off office oh ok old olive on once one only open or order other
    our out over own page paper park part pat peace pearl people per piece pierce pin place plan point
    pole police poor pope porter post power present press price pride priest prince prior public queen
    question quick rain ray read ready real record red reed report rest rich right river rivers road robin
    rock room rose ruby rule run said same sand sandy say see send sense session set shah shall share
    sharp she shepherd short show side silver simple sit site sky small smart smith snow so some son song
    soon south speak speaker spring staff star start stay step stone stop store strong such sue summer sun
    sure swift table take talk tall tan taylor team tell term test than thank that the their them then
    there they thing think this time to today together too top town trust turn turner two up us use very
    view violet vote wait walk walker wall want ward warm was water way we weaver web week well west what
    when where which white who why wife wild will win winter wise wish with wolf wood woods word words
    work world year yes yet you young your zero zone
    """
)
_PLACES = _set(
    """
    africa alexandria america asia athens austin bali berlin bethlehem boston brazil brussels cairo canada
    carolina chad charlotte chelsea chester china christchurch cuba cyprus dakar dallas denver devon diego
    dublin egypt england europe florence france geneva georgia germany ghana guinea havana holland houston
    india ireland israel italy jamaica japan jersey jordan kenya kingston korea kyoto lagos lima lincoln
    lisbon london lourdes madison madrid mali malta manila melbourne mexico milan montreal morocco moscow
    nairobi orlando oslo oxford panama paris peru phoenix quebec riga rio roma rome salvador samoa
    santiago savannah senegal sofia spain sydney texas togo tokyo trinidad troy turkey uganda valencia
    venice victoria vienna virginia wales washington york zambia
    """
)
_COLOURS = _set(
    """
    beige coral crimson cyan fuchsia hazel indigo ivory lime linen magenta maroon navy orange orchid peru
    pink plum purple salmon sienna silver teal thistle tomato wheat yellow
    """
)

ORDINARY = frozenset(
    {*_WORDS, *_PLACES, *_COLOURS, *MONTHS, *WEEKDAYS, *(month[:3] for month in MONTHS)},
)
"""Words that mean something else far more often than a person."""


def ordinary(word: str) -> bool:
    """Whether ``word`` is an ordinary one, or one with an ending (``marks``)."""
    return word in ORDINARY or any(word.removesuffix(ending) in ORDINARY for ending in ENDINGS)
