using System.Globalization;
using Headroom.Model.Evidence;
using Npgsql;
using NpgsqlTypes;

namespace Headroom.Collect.Postgres;

/// <summary>One statement under EXPLAIN: each call has a read-only transaction of its own that is rolled back.</summary>
/// <param name="connection">The session.</param>
/// <param name="query">The statement.</param>
/// <param name="searchPath">What its names are looked up in, or null for the session's own.</param>
/// <param name="constants">Literals that its author wrote and that may be shown.</param>
internal sealed class Planning(NpgsqlConnection connection, string query, string? searchPath, IReadOnlySet<string>? constants = null)
{
    private static readonly TimeSpan PlanLimit = TimeSpan.FromSeconds(5);

    /// <summary>The plan, and whether executing it leaves nothing behind.</summary>
    public async Task<(PlanSample Sample, bool MayExecute)> PlanAsync(IReadOnlyList<string?> values, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(PlanLimit, cancellation);
        var json = await ExplainAsync(transaction, "VERBOSE, FORMAT JSON", values, cancellation);
        return (
            PlanReader.Read(json, values, executed: false, constants),
            !await Effects.MayStayAsync(connection, transaction, query, json, cancellation));
    }

    /// <summary>The plan with actual numbers.</summary>
    public async Task<PlanSample> ExecuteAsync(IReadOnlyList<string?> values, TimeSpan limit, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(limit, cancellation);
        return PlanReader.Read(
            await ExplainAsync(transaction, "ANALYZE, BUFFERS, VERBOSE, FORMAT JSON", values, cancellation), values, executed: true,
            constants);
    }

    private async Task<NpgsqlTransaction> BeginAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        var milliseconds = Math.Max(1, (long)limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await using var limits = new NpgsqlCommand(
            $"SET {EvidenceConnection.Marker} TRANSACTION READ ONLY; SET {EvidenceConnection.Marker} LOCAL statement_timeout = "
                + $"{milliseconds}",
            connection, transaction);
        await limits.ExecuteNonQueryAsync(cancellation);
        await SearchPath.SetLocalAsync(connection, transaction, searchPath, cancellation);
        return transaction;
    }

    private async Task<string> ExplainAsync(
        NpgsqlTransaction transaction, string options, IReadOnlyList<string?> values, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"EXPLAIN {EvidenceConnection.Marker} ({options}) {query}", connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value ?? DBNull.Value });
        }

        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
