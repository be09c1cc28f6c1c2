"""The pages of proposals: those of the agencies, then those of the department and the Committee."""

from catalog.proposals import urls_department, urls_officer

urlpatterns = [*urls_officer.urlpatterns, *urls_department.urlpatterns]
