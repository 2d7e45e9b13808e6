from owners.models.boxes import BoxOpening, ContactBox
from owners.models.calls import LineOutage, MissedCall
from owners.models.contacts import Channel, Contact, OwnWord, Subject
from owners.models.imports import Import, ImportRow
from owners.models.listings import Listing
from owners.models.matters import Matter
from owners.models.messages import Message
from owners.models.people import Capacity, Occupancy, Person, PersonPhone
from owners.models.samples import CheckedContact, Sample
from owners.models.sayings import Etiquette, Phrase

__all__ = [
    "BoxOpening",
    "Capacity",
    "Channel",
    "CheckedContact",
    "Contact",
    "ContactBox",
    "Etiquette",
    "Import",
    "ImportRow",
    "LineOutage",
    "Listing",
    "Matter",
    "Message",
    "MissedCall",
    "Occupancy",
    "OwnWord",
    "Person",
    "PersonPhone",
    "Phrase",
    "Sample",
    "Subject",
]
