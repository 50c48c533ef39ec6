using System.Numerics;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The memory that a sort, a hash table or a bitmap may use before it goes to disk or loses detail, as a remedy.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, 20.4.1 (work_mem, hash_mem_multiplier): each node of each session may use it.</remarks>
internal static class WorkMemory
{
    /// <summary>Rows in memory take two to three times what they take on disk (pointers, row headers, alignment).</summary>
    public const double MemoryPerSpilledByte = 3;

    private const long Megabyte = 1024 * 1024;

    /// <summary>The server's own default: no remedy sets less.</summary>
    private const long Least = 4 * Megabyte;

    /// <summary>
    /// More for each node of each connection than this takes the memory of the whole server once the statement runs on many connections.
    /// </summary>
    private const long Most = 256 * Megabyte;

    /// <summary>A page of the server, in bytes.</summary>
    public const long Page = 8192;

    /// <summary>The remedies, the best first.</summary>
    /// <param name="needed">Memory that the node needs, in bytes.</param>
    /// <param name="roles">The roles that run the statement.</param>
    public static IReadOnlyList<Remedy> Remedies(double needed, IReadOnlyList<string> roles)
    {
        if (needed > Most)
        {
            return
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = "Give the node fewer or narrower rows: filter and aggregate before the join or the sort, "
                        + "leave wide columns out until the rows are chosen, or keep the result where it is read often. "
                        + $"It would need more than {Most / Megabyte} MB of work_mem, for each connection that runs it.",
                    Risk = "The statement must keep its meaning.",
                },
            ];
        }

        var size = $"{BitOperations.RoundUpToPowerOf2((ulong)Math.Ceiling(Math.Max(needed, Least) / Megabyte))}MB";
        var local = new Remedy
        {
            Kind = RemedyKind.Setting,
            Scope = RemedyScope.Code,
            Up = $"SET LOCAL work_mem = '{size}';",
            Risk = "Stands in the same transaction before the statement, and ends with it; each node of the statement may use as much.",
        };
        return roles.Count == 0 ? [local] : [ForRoles(roles, size), local];
    }

    /// <summary>What the statement writes to temporary files under load, as a fact of a finding.</summary>
    public static IEnumerable<Fact> FactsOf(StatementMetrics? load) =>
        load is { TempBlocksWritten: > 0, Calls: > 0 }
            ? [new Fact("temporary blocks written a call", (double)load.TempBlocksWritten / load.Calls, "blocks/call")]
            : [];

    private static Remedy ForRoles(IReadOnlyList<string> roles, string size) => new()
    {
        Kind = RemedyKind.Setting,
        Scope = RemedyScope.Config,
        Up = string.Join('\n', roles.Select(role => $"ALTER ROLE {Sql.Identifier(role)} SET work_mem = '{size}';")),
        Down = string.Join('\n', roles.Select(role => $"ALTER ROLE {Sql.Identifier(role)} RESET work_mem;")),
        Risk = "Takes effect for new sessions, and for each sort and hash of every statement of the role: "
            + "connections times nodes times this must fit into memory. A work_mem that the role has of its own already is to be set "
            + "again instead of the RESET.",
    };
}
