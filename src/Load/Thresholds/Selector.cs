using System.Globalization;

namespace Headroom.Load.Thresholds;

/// <summary>What is known of a request, an iteration or a group before the run; null of what it does not have.</summary>
internal sealed record KnownTags
{
    /// <summary>The endpoint.</summary>
    public string? Name { get; init; }

    /// <summary>The HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>The scenario.</summary>
    public string? Scenario { get; init; }

    /// <summary>The group.</summary>
    public string? Group { get; init; }

    /// <summary>The flow.</summary>
    public string? Flow { get; init; }

    /// <summary>The labels of the plan, the scenario and the request; the nearest wins.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Which requests a threshold is about: a part decided before the run, a part for each response.</summary>
/// <remarks>
/// Before the run: <c>name</c>, <c>method</c>, <c>scenario</c>, <c>group</c>, <c>flow</c> and every label of the plan. For each
/// response: <c>status</c> (0 without one), <c>expected_response</c> (whether it did not fail) and <c>error</c> (the kind of transport
/// error). For each check: <c>check</c>, its name. A group may be written as k6 does, <c>::group</c>.
/// </remarks>
internal sealed class Selector
{
    private readonly IReadOnlyDictionary<string, string> _tags;
    private readonly int? _status;
    private readonly bool? _expected;
    private readonly ErrorKind? _error;

    /// <summary>Prepares the selection by these labels.</summary>
    public Selector(IReadOnlyDictionary<string, string> tags)
    {
        _tags = tags;
        _status = tags.TryGetValue("status", out var status) ? StatusOf(status) ?? -1 : null;
        _expected = tags.TryGetValue("expected_response", out var expected) ? expected == "true" : null;
        _error = tags.TryGetValue("error", out var error) ? KindOf(error) ?? ErrorKind.None : null;
    }

    /// <summary>Whether a part of it is decided for each response.</summary>
    public bool DependsOnResponse => _status is not null || _expected is not null || _error is not null;

    /// <summary>Whether what is known before the run fits; where it does not, nothing is ever counted.</summary>
    public bool Fits(KnownTags known) =>
        _tags.All(tag => tag.Key is "status" or "expected_response" or "error" or "check" || ValueOf(known, tag.Key) == Wanted(tag));

    /// <summary>Whether a check fits, by its name.</summary>
    public bool FitsCheck(string name) => !_tags.TryGetValue("check", out var check) || check == name;

    /// <summary>Whether a response fits; only asked of requests that fit before the run.</summary>
    /// <param name="status">The status, or null without a response.</param>
    /// <param name="failed">Whether the request failed.</param>
    /// <param name="error">The kind of transport error.</param>
    public bool FitsResponse(int? status, bool failed, ErrorKind error) =>
        (_status is null || _status == (status ?? 0))
        && (_expected is null || _expected == !failed)
        && (_error is null || (_error == error && error != ErrorKind.None));

    /// <summary>What is wrong with a label, or null.</summary>
    public static string? MistakeOf(string label, string value) => label switch
    {
        "status" when StatusOf(value) is null =>
            $"'{value}' is no status; expected a number such as 200, or 0 for requests without a response",
        "expected_response" when value is not ("true" or "false") =>
            $"'{value}' is no value of expected_response; expected true or false",
        "error" when KindOf(value) is null =>
            $"'{value}' is no kind of error; expected one of "
            + string.Join(", ", Enum.GetValues<ErrorKind>().Skip(1).Select(static kind => kind.Text())),
        _ => null,
    };

    private static string? ValueOf(KnownTags known, string label) => label switch
    {
        "name" => known.Name,
        "method" => known.Method,
        "scenario" => known.Scenario,
        "group" => known.Group,
        "flow" => known.Flow,
        _ => known.Custom.GetValueOrDefault(label),
    };

    private static string Wanted(KeyValuePair<string, string> tag) =>
        tag.Key == "group" && tag.Value.StartsWith("::", StringComparison.Ordinal) ? tag.Value[2..] : tag.Value;

    private static int? StatusOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is 0 or (>= 100 and <= 999)
            ? status
            : null;

    private static ErrorKind? KindOf(string text)
    {
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            if (kind != ErrorKind.None && kind.Text() == text)
            {
                return kind;
            }
        }

        return null;
    }
}
