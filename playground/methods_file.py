"""getFile: where a file can be fetched from."""

from aiogram.methods import GetFile

from playground.errors import bad
from playground.files import DOWNLOAD_LIMIT
from playground.registry import answers
from playground.world import Json, World


@answers(GetFile)
def get_file(world: World, method: GetFile) -> Json:
    """The path of a file of at most 20 MB."""
    stored = world.files.by_id.get(method.file_id)
    if stored is None:
        raise bad("invalid file_id")
    size = len(stored.data)
    if size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    ids = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
    return {**ids, "file_size": size, "file_path": stored.path}
