"""The receipt of an application: a bilingual PDF, shown to the citizen who lodged it, by a link that soon ends."""
