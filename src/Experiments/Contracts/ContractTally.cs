using Headroom.Model.Contracts;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Contracts;

/// <summary>What both arms answered to the requests of one endpoint.</summary>
internal sealed class ContractTally
{
    /// <summary>Places of an endpoint that are named as volatile, at most.</summary>
    private const int MostVolatile = 20;

    private readonly List<ContractResponse> _answersOfA = [], _answersOfB = [];
    private readonly List<ComparedAnswer> _compared = [], _unanswered = [];
    private readonly List<UnreadAnswers> _unread = [];
    private int _ofOrder;

    /// <summary>Two arms that refuse, limit or fail alike say nothing of what they would answer.</summary>
    public static bool Tells(ContractResponse response) =>
        response.Status is { } status and < 500 and not (401 or 403 or 429) && status > 0;

    /// <summary>Counts what both arms answered to a request, whatever it was.</summary>
    public void Add(ContractResponse here, ContractResponse there)
    {
        _answersOfA.Add(here);
        _answersOfB.Add(there);
    }

    /// <summary>Counts a request that both arms answered in a way that can be compared.</summary>
    public void AddCompared(IReadOnlyList<ContractDifference> differences, ContractResponse here, ContractResponse? again) =>
        _compared.Add(new ComparedAnswer(differences, OwnChanges.Of(here, again)));

    /// <summary>Counts a request that A answered, and B left or refused.</summary>
    public void AddUnanswered(ContractResponse here, ContractResponse there, ContractResponse? again) =>
        _unanswered.Add(new ComparedAnswer(ContractCheck.Differences(here, there, again), OwnChanges.Of(here, again)));

    /// <summary>Counts a request whose answers their order alone tells apart.</summary>
    public void AddOfOrder() => _ofOrder++;

    /// <summary>
    /// Counts a request where only the bodies could tell the answers apart, and they were not read whole; false where that is not so, where
    /// they are the same byte by byte, and where one arm alone sends what cannot be read: that is a difference.
    /// </summary>
    public bool TryAddUnread(ContractResponse here, ContractResponse there, ContractResponse? again)
    {
        if (here.Status != there.Status || here.ContentType != there.ContentType
            || (here.Unread ?? there.Unread ?? again?.Unread) is not { } reason
            || (here.BodyHash.Length > 0 && here.BodyHash == there.BodyHash))
        {
            return false;
        }

        var isSure = again is null || (again.Unread is null) == (here.Unread is null);
        if ((here.Unread is null) != (there.Unread is null) && isSure)
        {
            return false;
        }

        _unread.Add(new UnreadAnswers(reason, 1));
        return true;
    }

    /// <summary>The endpoint with all that was counted.</summary>
    /// <param name="endpoint">"METHOD /route/{template}".</param>
    /// <param name="comparesValues">Whether values were compared, too.</param>
    public ContractEndpoint Told(string endpoint, bool comparesValues)
    {
        // B leaves or refuses whatever A answers: that is no chance.
        var compared = _unanswered.Count == _answersOfA.Count ? _unanswered : _compared;
        var different = OwnChanges.Unexplained(compared).Where(static differences => differences.Count > 0).ToList();
        return new ContractEndpoint
        {
            Endpoint = endpoint,
            Requests = _answersOfA.Count,
            Compared = compared.Count,
            UnansweredByA = _answersOfA.Count(static answer => answer.Status is null),
            UnansweredByB = _answersOfB.Count(static answer => answer.Status is null),
            FailedByA = FailuresOf(_answersOfA),
            FailedByB = FailuresOf(_answersOfB),
            OfOrder = _ofOrder,
            Unread = ByReason(_unread),
            Different = different.Count,
            ComparesValues = comparesValues,
            Differences = different.Count == 0 ? [] : [.. different[0].Take(ContractEndpoint.MostDifferences)],
            Volatile =
            [
                .. compared.SelectMany(static answer => answer.Own.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Take(MostVolatile),
            ],
        };
    }

    /// <summary>Two replays of an endpoint as one.</summary>
    public static ContractEndpoint Together(ContractEndpoint before, ContractEndpoint after) => before with
    {
        Requests = before.Requests + after.Requests,
        Compared = before.Compared + after.Compared,
        UnansweredByA = before.UnansweredByA + after.UnansweredByA,
        UnansweredByB = before.UnansweredByB + after.UnansweredByB,
        FailedByA = ByStatus(before.FailedByA.Concat(after.FailedByA)),
        FailedByB = ByStatus(before.FailedByB.Concat(after.FailedByB)),
        OfOrder = before.OfOrder + after.OfOrder,
        Unread = ByReason(before.Unread.Concat(after.Unread)),
        Different = before.Different + after.Different,
        Differences = before.Differences.Count > 0 ? before.Differences : after.Differences,
    };

    private static IReadOnlyList<FailedAnswers> FailuresOf(IEnumerable<ContractResponse> answers) => ByStatus(
        answers.Where(static answer => answer.Status is not null && !Tells(answer))
            .Select(static answer => new FailedAnswers(answer.Status!.Value, 1)));

    private static IReadOnlyList<FailedAnswers> ByStatus(IEnumerable<FailedAnswers> answers) =>
    [
        .. answers.GroupBy(static answer => answer.Status)
            .Select(static same => new FailedAnswers(same.Key, same.Sum(static answer => answer.Count)))
            .OrderByDescending(static answer => answer.Count).ThenBy(static answer => answer.Status),
    ];

    private static IReadOnlyList<UnreadAnswers> ByReason(IEnumerable<UnreadAnswers> answers) =>
    [
        .. answers.GroupBy(static answer => answer.Reason, StringComparer.Ordinal)
            .Select(static same => new UnreadAnswers(same.Key, same.Sum(static answer => answer.Count)))
            .OrderByDescending(static answer => answer.Count).ThenBy(static answer => answer.Reason, StringComparer.Ordinal),
    ];
}
