"""`/rules`: the mapping rules, read and edited. The order counts: a rule may be called anything, so its own page comes last."""

from fastapi import APIRouter

from mappings.words import in_words
from scheduler import moves
from web.pages.rules import editing, form, held, history, listing, looking, suggested
from web.pages.shell import environment

environment().filters.update(in_words=in_words, moves=moves.in_words, headlines=moves.headlines)
router = APIRouter()
for each in (listing, editing, looking, held, history, suggested, form):
    router.include_router(each.router)
