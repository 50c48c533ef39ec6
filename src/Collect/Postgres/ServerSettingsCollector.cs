using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Reads the server's version, age and the settings that decide how it performs. Cost: two statements over the catalogue.
/// </summary>
public static class ServerSettingsCollector
{
    private const string ServerSql = $"""
        SELECT {EvidenceConnection.Marker} current_setting('server_version_num')::int, current_database()::text,
               current_setting('port')::int,
               extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8, pg_is_in_recovery(),
               (SELECT setting FROM pg_settings WHERE name = 'data_directory'),
               (SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements')
        """;

    private const string SettingsSql = $"""
        SELECT {EvidenceConnection.Marker} name, setting, unit, source, boot_val, pending_restart
        FROM pg_settings
        WHERE name = ANY($1) OR name LIKE 'autovacuum%' OR name LIKE 'pg\_stat\_statements.%' OR name LIKE 'auto\_explain.%'
        ORDER BY name
        """;

    // Limits of time are looked up by role: this session has its own.
    private static readonly string[] Names =
    [
        "shared_buffers", "effective_cache_size", "work_mem", "hash_mem_multiplier", "maintenance_work_mem", "temp_buffers",
        "temp_file_limit", "huge_pages", "max_connections", "superuser_reserved_connections", "reserved_connections",
        "max_prepared_transactions", "max_locks_per_transaction", "fsync", "full_page_writes", "synchronous_commit", "wal_level",
        "wal_compression", "wal_buffers", "min_wal_size", "max_wal_size", "checkpoint_timeout", "checkpoint_completion_target",
        "checkpoint_warning", "bgwriter_delay", "bgwriter_lru_maxpages", "seq_page_cost", "random_page_cost", "cpu_tuple_cost",
        "effective_io_concurrency", "maintenance_io_concurrency", "io_method", "io_workers", "default_statistics_target", "plan_cache_mode",
        "jit", "jit_above_cost", "max_worker_processes", "max_parallel_workers", "max_parallel_workers_per_gather",
        "max_parallel_maintenance_workers", "vacuum_cost_delay", "vacuum_cost_limit", "vacuum_buffer_usage_limit", "track_activities",
        "track_activity_query_size", "track_counts", "track_io_timing", "track_wal_io_timing", "track_functions", "compute_query_id",
        "deadlock_timeout", "log_lock_waits", "log_min_duration_statement", "log_parameter_max_length", "log_temp_files", "log_checkpoints",
        "log_autovacuum_min_duration", "shared_preload_libraries", "session_preload_libraries", "data_checksums", "block_size",
        "default_toast_compression",
    ];

    /// <summary>Reads them.</summary>
    public static async Task<ServerSettings> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var settings = await SettingsAsync(connection, cancellation);
        await using var command = new NpgsqlCommand(ServerSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new ServerSettings
        {
            Window = window.SoFar,
            Provenance = $"{ServerSql};\n{SettingsSql}",
            ServerVersion = reader.GetInt32(0),
            Database = reader.GetString(1),
            Port = reader.GetInt32(2),
            Uptime = TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(3))),
            InRecovery = reader.GetBoolean(4),
            DataDirectory = reader.IsDBNull(5) ? null : reader.GetString(5),
            StatementsExtension = reader.IsDBNull(6) ? null : reader.GetString(6),
            Settings = settings,
        };
    }

    private static async Task<IReadOnlyList<ServerSetting>> SettingsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SettingsSql, connection) { Parameters = { new NpgsqlParameter { Value = Names } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var settings = new List<ServerSetting>();
        while (await reader.ReadAsync(cancellation))
        {
            settings.Add(new ServerSetting(
                reader.GetString(0),
                reader.IsDBNull(1) ? "" : reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.GetBoolean(5)));
        }

        return settings;
    }
}
