-- The second wall: what PostgreSQL lets everybody call and Redshift does not have. Calls of users are checked before the engine
-- sees them; what gets past that meets "permission denied" here. Ours that run as the caller need none of these.

do $$
declare
  function regprocedure;
begin
  for function in
    select oid from pg_catalog.pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname ~ '^(lo_|lowrite|loread|pg_sleep|pg_notify|pg_try_advisory|pg_advisory|pg_logical_emit|pg_export_snapshot|pg_listening|query_to_xml|table_to_xml|schema_to_xml|database_to_xml|cursor_to_xml|pg_ls_|pg_read_|pg_stat_file|pg_file_|pg_create_|pg_replication_|pg_reload|pg_rotate|pg_promote|pg_switch|pg_log_backend|pg_get_backend_memory|pg_show_all_file|pg_hba_|pg_import_|pg_stat_reset|binary_upgrade|ts_stat|setval|nextval_|inet_server|inet_client)'
  loop
    execute pg_catalog.format('revoke execute on function %s from public', function);
  end loop;
end $$;
