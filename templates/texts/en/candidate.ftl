# How a record is worked on: owner, tags, tasks, results, timeline.

tending = Owner and tags
field-owner = Owner
owner-nobody = Nobody
owner-set = Set
field-tags = Tags
field-tags-add = New tags
hint-tags = Parted by commas; at most 40 characters each
tags-none = There are no tags.
tags-add = Add
tag-remove = Remove the tag { $tag }
error-tags-full = A record takes at most { $detail } tags.
use-did-change-tags = Changed the tags
use-did-set-owner = Named who looks after the record
