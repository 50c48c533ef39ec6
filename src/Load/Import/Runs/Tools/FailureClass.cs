using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>
/// Tells the cause of a failure by its status alone, as an audit does where it knows no more: what a record of another tool lacks (headers,
/// the machine's load) can refine it later.
/// </summary>
internal static class FailureClass
{
    /// <summary>The service refused by a rule.</summary>
    public const string Policy = "policy";

    /// <summary>The service, or what it stands on, had no room left; a timeout, too.</summary>
    public const string Saturation = "saturation";

    /// <summary>The service is at fault; an answer with a good status that failed a check of the tool, too.</summary>
    public const string Fault = "fault";

    /// <summary>The request was wrong.</summary>
    public const string Client = "client";

    /// <summary>No answer came.</summary>
    public const string Transport = "transport";

    /// <summary>The status of a request without an answer.</summary>
    public const string NoAnswer = "0";

    /// <summary>The cause of a failure with this status; null when the status is not known.</summary>
    public static string? Of(string? status) => status is null ? null : StatusCauses.Of(status) switch
    {
        FailureCause.Policy => Policy,
        FailureCause.Saturation => Saturation,
        FailureCause.Client => Client,
        FailureCause.Transport => Transport,
        _ => Fault,
    };

    /// <summary>The cause of a failure without an answer, by what the tool says of it.</summary>
    public static string OfError(string error) => ErrorText.KindOf(error) == ErrorKind.Timeout ? Saturation : Transport;

    /// <summary>A status of three digits, or "0" for none; null for anything else.</summary>
    public static string? Status(string text) =>
        text is [>= '1' and <= '9', >= '0' and <= '9', >= '0' and <= '9'] ? text : text == NoAnswer ? text : null;

    /// <summary>Whether a status is a failure to tools that have no notion of it: 400 and above, or no answer.</summary>
    public static bool IsFailure(string status) => status == NoAnswer || status is [>= '4', ..];

    /// <summary>The causes that are known, the largest part of the failures among them; null when they would mislead.</summary>
    /// <param name="causes">How many failures have each cause.</param>
    /// <param name="failed">How many failures there are.</param>
    public static IReadOnlyDictionary<string, long>? Known(IEnumerable<KeyValuePair<string, long>> causes, long failed)
    {
        var known = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (cause, count) in causes.Where(static cause => cause.Value > 0))
        {
            known[cause] = known.GetValueOrDefault(cause) + count;
        }

        return known.Values.Sum() > failed / 2 || failed == 0 ? known : null;
    }

    /// <summary>The causes of the failures among answers by status.</summary>
    public static IEnumerable<KeyValuePair<string, long>> OfStatuses(IEnumerable<KeyValuePair<string, long>> statuses) =>
        statuses.Where(static status => IsFailure(status.Key) && status.Key != NoAnswer)
            .Select(static status => KeyValuePair.Create(Of(status.Key) ?? Fault, status.Value));
}
