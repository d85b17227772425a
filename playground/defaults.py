"""The world that a stranger finds at the start: three clients, two engineers and their group."""

from playground.community import SUPERGROUPS
from playground.world import Chat, Person, World

PEOPLE = (
    ("Олена", "Коваль", "uk", "olena_koval", "380671234567", None),
    ("Игорь", "Смирнов", "ru", None, "79161234567", None),
    ("Emma", "Clark", "en", "emma_clark", "442079460958", None),
    ("Андрій", "Бондар", "uk", "andrii_bondar", "380501234567", "creator"),
    ("Мария", "Орлова", "ru", None, "79031234567", "member"),
)
GROUP_TITLE = "Support engineers"
GROUP_ID = SUPERGROUPS - 1_000_000


def populate(world: World) -> None:
    """Fill an empty world. Ids are the same every time; nobody has started the bot yet."""
    group = Chat({"id": GROUP_ID, "type": "supergroup", "title": GROUP_TITLE})
    for first_name, last_name, language, username, phone, engineer in PEOPLE:
        user = {"id": world.next_person_id(), "is_bot": False, "first_name": first_name, "last_name": last_name}
        if username:
            user["username"] = username
        person = world.add_person({**user, "language_code": language})
        person.phone = phone
        if engineer:
            group.members[person.id] = engineer
    group.members[world.bot_id] = "administrator"
    world.chats[group.id] = group
    world.group_id = group.id


def own_phone(person: Person) -> str:
    """The number a person shares with the contact button; Telegram gives it without a plus."""
    return person.phone or f"3806700{person.id % 100_000:05d}"
