using Headroom.Model.Contracts;

namespace Headroom.Model.Evidence;

/// <summary>The same requests, answered by two arms: what differs. A faster arm that answers otherwise is no faster arm.</summary>
public sealed record ContractReplay : IEvidence<ContractReplay>
{
    internal const string KindName = "contract";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint, in the load's order.</summary>
    public required IReadOnlyList<ContractEndpoint> Endpoints { get; init; }

    /// <summary>What the writes left in the arms' databases; null without writes, or where a database is not given.</summary>
    public RowContract? Rows { get; init; }

    /// <summary>The project's own tests against both arms; null when there is no command for them, or they had no turn.</summary>
    public ProjectTests? Tests { get; init; }
}

/// <summary>One endpoint's requests.</summary>
public sealed record ContractEndpoint
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>Requests that both arms were sent; 0 of an exchange that is not compared, such as gRPC.</summary>
    public required int Requests { get; init; }

    /// <summary>
    /// How many of them A answered in a way that can be compared: not refused, limited or failed, not without a response, not
    /// <see cref="OfOrder"/>, and not <see cref="Unread"/>.
    /// </summary>
    public required int Compared { get; init; }

    /// <summary>How many of them A did not answer at all.</summary>
    public int UnansweredByA { get; init; }

    /// <summary>How many of them B did not answer at all.</summary>
    public int UnansweredByB { get; init; }

    /// <summary>How often A refused, limited or failed them, by status; the most frequent one first.</summary>
    public IReadOnlyList<FailedAnswers> FailedByA { get; init; } = [];

    /// <summary>How often B refused, limited or failed them, by status; the most frequent one first.</summary>
    public IReadOnlyList<FailedAnswers> FailedByB { get; init; } = [];

    /// <summary>
    /// How many of them, of those that both answered, are not compared because their order alone tells the answers apart: both arms write
    /// into the same data, so B met what A had written, and A answered the same request as B did when it was sent once more.
    /// </summary>
    public int OfOrder { get; init; }

    /// <summary>
    /// How many of them are not compared because a body was not read whole: they are neither alike nor different; by reason, the most
    /// frequent one first.
    /// </summary>
    public IReadOnlyList<UnreadAnswers> Unread { get; init => field = value ?? []; } = []; // null in what was recorded before

    /// <summary>How many of them were answered differently.</summary>
    public required int Different { get; init; }

    /// <summary>
    /// Whether values were compared, too: A was asked twice, which is only done with requests that are safe to repeat, and both arms for
    /// the same thing.
    /// </summary>
    public required bool ComparesValues { get; init; }

    /// <summary>The differences of the first request that has any, at most <see cref="MostDifferences"/>.</summary>
    public required IReadOnlyList<ContractDifference> Differences { get; init; }

    /// <summary>Places that A itself answers differently each time, array indexes left out.</summary>
    public required IReadOnlyList<string> Volatile { get; init; }

    /// <summary>More differences of a request are not listed.</summary>
    public const int MostDifferences = 5;
}

/// <summary>Requests that were answered with one status, which says nothing of what would be answered else.</summary>
/// <param name="Status">The status: 401, 403, 429, or 500 and above.</param>
/// <param name="Count">How many requests.</param>
public sealed record FailedAnswers(int Status, int Count);

/// <summary>Requests that were answered with a body that was not read whole.</summary>
/// <param name="Reason">Why: "a body of more than 16 MiB".</param>
/// <param name="Count">How many requests.</param>
public sealed record UnreadAnswers(string Reason, int Count);
