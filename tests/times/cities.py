"""The 14 cities of the fairness figures: where people of a worldwide internet-governance group live.

Every continent with people on it, the secretariat's and the big institutions' seats, and the places that a
fixed time forgets. Chosen before anything was measured, and never for the result.
"""

from __future__ import annotations

CITIES = {
    "America/Los_Angeles": "ICANN's seat; the western edge of the group",
    "America/New_York": "United Nations headquarters (UN DESA)",
    "America/Port_of_Spain": "the Caribbean: small island states",
    "America/Sao_Paulo": "CGI.br; the IGF of 2015 was in Brazil; no daylight saving",
    "Europe/Zurich": "Geneva's zone: the IGF Secretariat and the ITU",
    "Africa/Lagos": "West Africa",
    "Africa/Cairo": "the IGF of 2009 was in Egypt; daylight saving on days of its own; a weekend from Friday",
    "Africa/Nairobi": "the IGF of 2011 was in Kenya; no daylight saving",
    "Asia/Kolkata": "the IGF of 2008 was in India; half an hour off",
    "Asia/Shanghai": "East Asia's largest zone",
    "Asia/Tokyo": "the IGF of 2023 was in Japan",
    "Australia/Sydney": "daylight saving of the southern hemisphere",
    "Pacific/Auckland": "the eastern edge of the group",
    "Pacific/Fiji": "the Pacific: small island states; no daylight saving",
}
"""Zone and why it is on the list."""
