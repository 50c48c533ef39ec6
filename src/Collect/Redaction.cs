using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Collect;

/// <summary>Takes secrets out of what is written to disk or shown.</summary>
public static class Redaction
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = ServicePlan.Redacted;

    private static readonly string[] SecretNames =
        ["token", "key", "secret", "password", "passwd", "pwd", "signature", "auth", "session", "code"];

    private static readonly string[] TestTools =
    [
        "dotnet", "npm", "npx", "pnpm", "yarn", "bun", "make", "mvn", "./mvnw", "gradle", "./gradlew", "go", "cargo", "pytest", "tox",
        "rake", "mix", "phpunit", "sbt",
    ];

    /// <summary>A plan without passwords, tokens, environment values, feed texts, commands and the bodies of requests.</summary>
    public static Plan Of(Plan plan) => plan with
    {
        Service = plan.Service with
        {
            Url = OfAddress(plan.Service.Url),
            Postgres = plan.Service.Postgres is { } connection ? OfConnection(connection) : null,
            Start = plan.Service.Start is null ? null : Mark,
            Test = plan.Service.Test is { } test ? OfTests(test) : null,
            Environment = Marked(plan.Service.Environment),
            Health = OfPath(plan.Service.Health),
            Profiles = new SortedDictionary<string, string>(
                plan.Service.Profiles.ToDictionary(one => one.Key, one => OfPath(one.Value)), StringComparer.Ordinal),
        },
        Load = plan.Load is { } load ? Of(load) : null,
        Probes = plan.Probes with
        {
            Stampede = [.. plan.Probes.Stampede.Select(one => one with { Drop = one.Drop is { } drop ? OfPath(drop) : null })],
        },
    };

    /// <summary>A load plan without values of headers and variables, feed texts and the bodies of requests.</summary>
    public static LoadPlan Of(LoadPlan load) => load with
    {
        Headers = Marked(load.Headers),
        Variables = Marked(load.Variables),
        Feeds = [.. load.Feeds.Select(feed => feed with { Values = OfValues(feed.Values) })],
        Scenarios = [.. load.Scenarios.Select(scenario => scenario with { Flows = [.. scenario.Flows.Select(OfFlow)] })],
        Setup = [.. load.Setup.Select(OfRequest)],
        Teardown = [.. load.Teardown.Select(OfRequest)],
    };

    /// <summary>
    /// A test command of plain words that begins with a usual tool, such as <c>npm run test:unit</c>; any other may hold a secret, and is
    /// left out whole.
    /// </summary>
    public static string OfTests(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && TestTools.Contains(words[0], StringComparer.Ordinal) && words.All(IsPlainWord)
            && !SecretNames.Any(secret => command.Contains(secret, StringComparison.OrdinalIgnoreCase))
            ? command
            : Mark;
    }

    /// <summary>An address without user and password.</summary>
    public static Uri OfAddress(Uri address) => new UriBuilder(address) { UserName = "", Password = "" }.Uri;

    /// <summary>The text of an address without user and password, as <see cref="OfPath"/> has its query.</summary>
    public static string TextOf(Uri address) => OfPath(OfAddress(address).AbsoluteUri);

    /// <summary>A connection string reduced to host, port, database and user; a text that is none is left out whole.</summary>
    public static string OfConnection(string connection)
    {
        try
        {
            var full = new NpgsqlConnectionStringBuilder(connection);
            return new NpgsqlConnectionStringBuilder
            {
                Host = full.Host,
                Port = full.Port,
                Database = full.Database,
                Username = full.Username,
            }.ConnectionString;
        }
        catch (ArgumentException)
        {
            return Mark;
        }
    }

    /// <summary>
    /// A path in which query parameters that are named like a secret have no value: <c>/clips?sort=hot&amp;token=[redacted]</c>.
    /// </summary>
    public static string OfPath(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal) + 1;
        return query == 0 ? path : path[..query] + string.Join('&', path[query..].Split('&').Select(pair =>
            pair.Split('=')[0] is var name && name.Length < pair.Length
                && SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)) ? $"{name}={Mark}" : pair));
    }

    // No assignment, no quotation, no variable, nothing as long as a token.
    private static bool IsPlainWord(string word) =>
        word.Length <= 60 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '_' or ':' or '-');

    private static FeedValues OfValues(FeedValues values) => values switch
    {
        FeedValues.Texts => new FeedValues.Texts([Mark]),
        FeedValues.Table table => table with { Rows = [[.. table.Columns.Select(_ => Mark)]] },
        _ => values,
    };

    private static Flow OfFlow(Flow flow) => flow with { Requests = [.. flow.Requests.Select(OfRequest)] };

    private static RequestTemplate OfRequest(RequestTemplate request) => request with
    {
        Path = OfPath(request.Path),
        Headers = Marked(request.Headers),
        Body = request.Body is null ? null : Mark,
        Session = [.. request.Session.Select(step => step is WebSocketStep.Send ? new WebSocketStep.Send(Mark) : step)],
    };

    private static SortedDictionary<string, string> Marked(IReadOnlyDictionary<string, string> values) =>
        new(values.ToDictionary(pair => pair.Key, _ => Mark, StringComparer.Ordinal), StringComparer.Ordinal);
}
