namespace Headroom.Model.Evidence;

/// <summary>
/// Raw measurements of the load with and without a cache for one endpoint: the same service behind two proxies, of which one keeps answers
/// (B) and the other passes all on (A).
/// </summary>
/// <remarks>It is stored under <see cref="EvidenceSet.ProofName"/> of the finding that it is about.</remarks>
public sealed record CacheExperiment : IEvidence<CacheExperiment>
{
    internal const string KindName = "cache-proof";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The fingerprint of the finding that it is about.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>"GET /route/{template}": what is kept.</summary>
    public required string Endpoint { get; init; }

    /// <summary>For how long an answer is kept.</summary>
    public required TimeSpan KeptFor { get; init; }

    /// <summary>Writes of the load that were left out: they fail when they are sent once more, and both arms have the same data.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>What both arms answered to the same requests.</summary>
    public required ContractReplay Contract { get; init; }

    /// <summary>
    /// The whole load, writes included, in pairs of blocks; its work is the service's and its database's, not the proxies'.
    /// </summary>
    public required BlockExperiment Blocks { get; init; }

    /// <summary>What the cache did during the blocks and the load that warmed it; the hits of each block are in its work.</summary>
    public required CacheCounts Cache { get; init; }

    /// <summary>
    /// Processor time that the service takes for an answer at the least: for its health endpoint, which works for nobody. Null where its
    /// processes are not known, or it did not answer.
    /// </summary>
    public TimeSpan? LeastAnswer { get; init; }
}

/// <summary>What a cache did.</summary>
/// <param name="Hits">Requests that it answered, those that waited for an answer on its way included.</param>
/// <param name="Misses">Requests that the service answered.</param>
/// <param name="Unkept">Of these, those whose answer it did not keep: an error, or one that forbids it.</param>
/// <param name="Dropped">Entries that a write dropped.</param>
public sealed record CacheCounts(long Hits, long Misses, long Unkept, long Dropped);
