"""Short forms: banks as people write them who have not read the reference, read as if they were written out."""

from quiz.domain.bank_format.short_forms.writing_out import WrittenOut, written_out

__all__ = ["WrittenOut", "written_out"]
