using Headroom.Load;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>What fills an entry of a cache: the statements that only the first request after a drop issues.</summary>
/// <param name="calls">Their executions for one fill, by statement; at least one statement.</param>
internal sealed class CacheFill(IReadOnlyDictionary<string, long> calls)
{
    /// <summary>On a slow machine the second request may come after the entry has expired: so it is tried again.</summary>
    public const int Tries = 5;

    /// <summary>The statements, sorted.</summary>
    public IReadOnlyList<string> Statements => [.. calls.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How often an entry was filled: executions of each statement over those of one fill, the least of them.</summary>
    public double CountIn(IReadOnlyList<StatementMetrics> executed) =>
        calls.Min(one => (executed.FirstOrDefault(call => call.StatementId == one.Key)?.Calls ?? 0) / (double)one.Value);

    /// <summary>Finds the statements that one request after a drop issues and one right after it does not, twice.</summary>
    /// <param name="session">Sends, and counts.</param>
    /// <param name="drop">Drops the entry before a try, from 0; null when it is gone, else why not.</param>
    /// <param name="requestOf">The request of a try.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<(CacheFill? Fill, string? Failure)> FindAsync(
        ProbeSession session, Func<int, Task<string?>> drop, Func<int, RenderedRequest> requestOf, CancellationToken cancellation)
    {
        Dictionary<string, long> seen = [];
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await drop(attempt) is { } refused)
            {
                return (null, refused);
            }

            var request = requestOf(attempt);
            Reply? reply = null;
            var cold = await session.CountAsync(async () => reply = await session.SendAsync(request, cancellation), cancellation);
            if (!ProbeSession.Succeeded(reply!))
            {
                return (null, $"it was answered with {ProbeRequests.Text(reply!)}");
            }

            var warm = await session.CountAsync(() => session.SendAsync(request, cancellation), cancellation);
            var fill = cold
                .Where(statement => StatementText.IsRead(statement.Query) && warm.All(again => again.StatementId != statement.StatementId))
                .ToDictionary(statement => statement.StatementId, statement => statement.Calls);
            if (fill.Keys.Intersect(seen.Keys).ToList() is { Count: > 0 } again)
            {
                // Seen twice: neither a poller's nor a new connection's.
                return (new CacheFill(again.ToDictionary(id => id, id => fill[id])), null);
            }

            seen = fill.Count > 0 ? fill : seen;
        }

        return (null, "the request after the drop and the one after it ask the database for the same: "
            + "nothing was cached, or nothing was dropped");
    }
}
