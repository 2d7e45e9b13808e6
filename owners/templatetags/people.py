"""How people and their numbers are written."""

from django import template

from owners import names, phones, private

register = template.Library()
register.filter("mask", phones.mask)
register.filter("phone", phones.display)
register.filter("private", private.mask)
register.filter("surname", names.surname)
