-- The list of whoever sees assigned applications alone is by when those came in.
CREATE INDEX assigned_newest ON assigned (staff, received_at, place);
