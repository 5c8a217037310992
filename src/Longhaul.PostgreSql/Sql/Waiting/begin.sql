-- Lets all that is looked up belong to one moment.
set transaction isolation level repeatable read, read only
