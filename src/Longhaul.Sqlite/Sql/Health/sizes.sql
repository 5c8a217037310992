-- The size of the file's pages, how many there are, and how many of them are free.
select page_size, page_count, freelist_count from pragma_page_size, pragma_page_count, pragma_freelist_count
