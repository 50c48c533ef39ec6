using System.Globalization;

namespace Headroom.Experiments.Clusters;

/// <summary>
/// The settings of a private cluster: what Headroom reads must be recorded, and nothing that shapes a plan differs from the server's
/// defaults.
/// <para><b>Source:</b> PostgreSQL manual, "Server Configuration"; shared_buffers: at most an eighth of the memory, since service and load
/// generator share the machine.</para>
/// </summary>
internal static class ClusterSettings
{
    private const long Least = 64, Most = 1024;

    /// <summary>
    /// The text that goes to the end of postgresql.conf, not onto the command line, which ALTER SYSTEM could not override in an experiment.
    /// </summary>
    /// <param name="memory">What this machine or container has, in bytes.</param>
    /// <param name="socketFolder">The folder of the server's Unix socket.</param>
    public static string Text(long memory, string socketFolder) =>
        $"""

        # Added by Headroom.
        listen_addresses = '127.0.0.1'
        unix_socket_directories = '{SocketFolder(socketFolder)}'
        max_connections = 300
        shared_buffers = {SharedBuffersMegabytes(memory).ToString(CultureInfo.InvariantCulture)}MB

        # The data is thrown away with the cluster: it need not survive a crash of the machine. Commits still wait for the WAL to be written,
        # so that a commit costs what it costs elsewhere, less the disk's own sync.
        fsync = off
        full_page_writes = off
        synchronous_commit = on
        max_wal_size = 8GB

        autovacuum = on
        shared_preload_libraries = 'pg_stat_statements'
        compute_query_id = on
        track_io_timing = on

        logging_collector = on
        log_destination = 'csvlog'
        log_directory = 'log'
        log_parameter_max_length = -1
        lc_messages = 'C'

        """;

    /// <summary>An eighth of the memory, between 64 MB and 1 GB.</summary>
    public static long SharedBuffersMegabytes(long memory) => Math.Clamp(memory / 8 >> 20, Least, Most);

    /// <summary>
    /// Empty, which means no socket, where its path would be too long. <b>Source:</b> unix(7): 108 bytes with the final zero.
    /// </summary>
    private static string SocketFolder(string folder) =>
        folder.Length + "/.s.PGSQL.65535.lock".Length < 108 ? folder.Replace("'", "''", StringComparison.Ordinal) : "";
}
