using Headroom.Model.Evidence;

namespace Headroom.Load;

/// <summary>Replays a cache over the GETs of a load: which of them it would have answered, and whether rightly.</summary>
public static class CacheReplay
{
    /// <summary>The repeats of each endpoint, by name.</summary>
    /// <param name="answers">The GETs, in any order.</param>
    /// <param name="keptFor">For how long an answer is kept, from its last byte on.</param>
    public static IReadOnlyList<EndpointRepeats> Of(IEnumerable<ReadAnswer> answers, TimeSpan keptFor) =>
    [
        .. answers.GroupBy(static answer => answer.Endpoint, StringComparer.Ordinal)
            .OrderBy(static same => same.Key, StringComparer.Ordinal)
            .Select(same => OfEndpoint(
                same.Key, [.. same.OrderBy(static answer => answer.BeganNs).ThenBy(static answer => answer.EndedNs)], keptFor)),
    ];

    private static EndpointRepeats OfEndpoint(string endpoint, IReadOnlyList<ReadAnswer> answers, TimeSpan keptFor)
    {
        var keptNs = (long)keptFor.TotalNanoseconds;
        var entries = new Dictionary<ulong, ReadAnswer>();
        var (equal, stale, equalNs) = (0L, 0L, 0L);
        foreach (var answer in answers)
        {
            var kept = entries.TryGetValue(answer.Request, out var entry);
            if (!kept || answer.BeganNs > entry.EndedNs + keptNs)
            {
                entries[answer.Request] = answer;
            }
            else if (answer.BeganNs < entry.EndedNs)
            {
                continue; // the first is still on its way: a cache had nothing yet
            }
            else if (answer.Answer == entry.Answer)
            {
                equal++;
                equalNs += answer.EndedNs - answer.BeganNs;
            }
            else
            {
                stale++;
            }
        }

        return new EndpointRepeats
        {
            Endpoint = endpoint,
            Reads = answers.Count,
            Different = entries.Count,
            Equal = equal,
            Stale = stale,
            EqualTime = TimeSpan.FromMicroseconds(equalNs / 1000.0),
        };
    }
}
