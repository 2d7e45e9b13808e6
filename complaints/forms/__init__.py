from complaints.forms.intake import ComplaintForm

__all__ = ["ComplaintForm"]
