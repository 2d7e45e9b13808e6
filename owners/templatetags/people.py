"""How people and their numbers are written."""

from django import template

from owners import phones

register = template.Library()
register.filter("mask", phones.mask)
register.filter("phone", phones.display)
