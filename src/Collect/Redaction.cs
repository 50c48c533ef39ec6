using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Collect;

/// <summary>Takes secrets out of what is written to disk or shown.</summary>
public static class Redaction
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = "[redacted]";

    private static readonly string[] SecretNames = ["token", "key", "secret", "password", "passwd", "pwd", "signature", "auth", "session", "code"];

    /// <summary>A plan without passwords, tokens, environment values, feed texts, the start command and the bodies of requests.</summary>
    public static Plan Of(Plan plan) => plan with
    {
        Service = plan.Service with
        {
            Url = OfAddress(plan.Service.Url),
            Postgres = plan.Service.Postgres is { } connection ? OfConnection(connection) : null,
            Start = plan.Service.Start is null ? null : Mark,
            Environment = Marked(plan.Service.Environment),
        },
        Scenario = plan.Scenario is { } scenario ? scenario with
        {
            Headers = Marked(scenario.Headers),
            Feeds = [.. scenario.Feeds.Select(feed => feed.Values is FeedValues.Texts texts ? feed with { Values = new FeedValues.Texts([.. texts.Items.Select(_ => Mark).Take(1)]) } : feed)],
            Flows = [.. scenario.Flows.Select(flow => flow with { Requests = [.. flow.Requests.Select(OfRequest)] })],
        }
        : null,
    };

    /// <summary>An address without user and password.</summary>
    public static Uri OfAddress(Uri address) => new UriBuilder(address) { UserName = "", Password = "" }.Uri;

    /// <summary>A connection string reduced to host, port, database and user; a text that is none is left out whole.</summary>
    public static string OfConnection(string connection)
    {
        try
        {
            var full = new NpgsqlConnectionStringBuilder(connection);
            return new NpgsqlConnectionStringBuilder { Host = full.Host, Port = full.Port, Database = full.Database, Username = full.Username }.ConnectionString;
        }
        catch (ArgumentException)
        {
            return Mark;
        }
    }

    /// <summary>A path in which query parameters that are named like a secret have no value: <c>/clips?sort=hot&amp;token=[redacted]</c>.</summary>
    public static string OfPath(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal) + 1;
        return query == 0 ? path : path[..query] + string.Join('&', path[query..].Split('&').Select(pair =>
            pair.Split('=')[0] is var name && name.Length < pair.Length && SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)) ? $"{name}={Mark}" : pair));
    }

    private static RequestTemplate OfRequest(RequestTemplate request) => request with
    {
        Path = OfPath(request.Path),
        Headers = Marked(request.Headers),
        Body = request.Body is null ? null : Mark,
    };

    private static SortedDictionary<string, string> Marked(IReadOnlyDictionary<string, string> values) =>
        new(values.ToDictionary(pair => pair.Key, _ => Mark, StringComparer.Ordinal), StringComparer.Ordinal);
}
