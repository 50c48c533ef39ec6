using Headroom.Collect;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Holds the rows that acknowledged writes promise against those that were inserted: in a burst, in one after whose last answer the service
/// is killed, and in another one.
/// </summary>
/// <remarks>
/// <code>
/// each write alone, three times | burst, count | burst, kill, start, count | burst, count
/// </code>
/// What a write promises is what it inserted alone, the same each time. The bursts around the kill are its controls: values that repeat,
/// rows that somebody else inserts and work that is put off for long make them differ, too, and then nothing is said of the one between.
/// Rows that were rolled back are counted, so that losses are never too high.
/// </remarks>
internal sealed class KilledWrites(
    WiredService service, HttpSender sender, RequestsAlone alone, TimeSpan limit, Attempt<ProbeSession> counting, TimeProvider time)
{
    /// <summary>A write whose rows vary among so many promises nothing.</summary>
    private const int Alone = 3;

    /// <summary>Requests of a burst, of each write.</summary>
    private const int InBurst = 20;

    /// <summary>Further kinds of writes tell the same of the same code.</summary>
    private const int MostKinds = 4;

    /// <summary>Work that is put off for a moment has been done by then.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>What became of the writes among some requests.</summary>
    /// <param name="templates">The requests that can be sent alone.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>By table, or why nothing is known.</returns>
    public async Task<(IReadOnlyList<WrittenTable> Tables, string? Missing)> RunAsync(
        IReadOnlyList<RequestTemplate> templates, CancellationToken cancellation)
    {
        if (counting.Value is not { } session)
        {
            return ([], counting.Cause);
        }

        var writes = new List<(RequestTemplate Template, Dictionary<string, long> Rows)>();
        foreach (var template in templates.Where(ProbeRequests.IsWrite).DistinctBy(template => template.Endpoint).Take(MostKinds))
        {
            if (await PromiseAsync(session, template, cancellation) is { } rows)
            {
                writes.Add((template, rows));
            }
        }

        if (writes.Count == 0)
        {
            return ([], "no write of the load inserts the same rows each time, as far as pg_stat_statements tells");
        }

        var before = await BurstAsync(session, writes, then: null, cancellation);
        Dictionary<string, WrittenRows> killed;
        try
        {
            killed = await BurstAsync(session, writes, KillAsync, cancellation);
        }
        catch (StartFailedException e)
        {
            return ([], e.Headline);
        }

        var after = await BurstAsync(session, writes, then: null, cancellation);
        var tables = before.Keys.Order(StringComparer.Ordinal);
        return ([.. tables.Select(table => new WrittenTable(table, before[table], killed[table], after[table]))], null);
    }

    private async Task KillAsync(CancellationToken cancellation)
    {
        await service.KillAsync(cancellation);
        await service.StartAgainAsync(cancellation);
    }

    // The rows that it inserts each time; null when they vary, or when there are none.
    private async Task<Dictionary<string, long>?> PromiseAsync(
        ProbeSession session, RequestTemplate template, CancellationToken cancellation)
    {
        Dictionary<string, long>? promise = null;
        for (var run = 0; run < Alone; run++)
        {
            var isPromised = false;
            var rows = InsertedTables.Of(await session.CountAsync(
                async () =>
                {
                    isPromised = IsPromise(await SendAsync(template, cancellation));
                    await Task.Delay(Settling, time, cancellation);
                },
                cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (!isPromised || rows.Count == 0 || (promise is not null && !IsSame(promise, rows)))
            {
                return null;
            }

            promise = rows;
        }

        return promise;
    }

    private async Task<Dictionary<string, WrittenRows>> BurstAsync(
        ProbeSession session,
        List<(RequestTemplate Template, Dictionary<string, long> Rows)> writes,
        Func<CancellationToken, Task>? then,
        CancellationToken cancellation)
    {
        var promised = writes.SelectMany(write => write.Rows.Keys).Distinct(StringComparer.Ordinal)
            .ToDictionary(table => table, _ => 0L, StringComparer.Ordinal);
        var inserted = InsertedTables.Of(await session.CountAsync(
            async () =>
            {
                var all = writes.SelectMany(write => Enumerable.Repeat(write, InBurst)).ToList();
                var replies = await Task.WhenAll(all.Select(write => SendAsync(write.Template, cancellation)).ToList());
                foreach (var ((_, rows), reply) in all.Zip(replies))
                {
                    foreach (var (table, count) in rows)
                    {
                        promised[table] += IsPromise(reply) ? count : 0;
                    }
                }

                if (then is not null)
                {
                    await then(cancellation);
                }

                await Task.Delay(Settling, time, cancellation);
            },
            cancellation));
        cancellation.ThrowIfCancellationRequested();
        return promised.ToDictionary(
            one => one.Key, one => new WrittenRows(one.Value, inserted.GetValueOrDefault(one.Key)), StringComparer.Ordinal);
    }

    private Task<Reply> SendAsync(RequestTemplate template, CancellationToken cancellation) =>
        sender.SendAsync(alone.Draw(template), limit, cancellation);

    // 202 is "noncommittal". Source: RFC 9110, section 15.3.3.
    private static bool IsPromise(Reply reply) => ProbeRequests.IsAccepted(reply) && reply.Status != 202;

    private static bool IsSame(Dictionary<string, long> one, Dictionary<string, long> other) =>
        one.Count == other.Count && one.All(row => other.GetValueOrDefault(row.Key) == row.Value);
}
