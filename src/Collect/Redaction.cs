using System.Text.RegularExpressions;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Collect;

/// <summary>Takes secrets out of what is written to disk or shown.</summary>
public static class Redaction
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = "[redacted]";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // NAME=value where a shell takes it as a variable: where a command begins, after another one, after env or export.
    private static readonly Regex Assignment = new(
        """(?<head>(?:\G|[;&|(]|\b(?:env(?:\s+-\S+)*|export)\s)\s*[A-Za-z_]\w*=)(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"';&|()\\])+""",
        RegexOptions.CultureInvariant | RegexOptions.Singleline, Limit);

    private static readonly Regex Credentials = new("""(?<=://)[^/?#\s"']*@""", RegexOptions.CultureInvariant, Limit);

    private static readonly Regex Parameter = new("""(?<=[?&])(?<name>[^=&#]*)=(?<value>(?:\$\{[^}]*\}|[^&#])*)""", RegexOptions.CultureInvariant, Limit);

    private static readonly Regex Placeholders = new("""^(?:\$\{[^}]*\})*$""", RegexOptions.CultureInvariant, Limit);

    private static readonly Regex SecretName = new(
        "key|token|secret|passw|pwd|auth|sig(?!n_?up)|code|session|credential|jwt", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Limit);

    /// <summary>A plan without passwords, tokens, environment values, bodies and feed texts.</summary>
    public static Plan Of(Plan plan) => plan with
    {
        Service = plan.Service with
        {
            Url = OfAddress(plan.Service.Url),
            Start = plan.Service.Start is { } start ? OfCommand(start) : null,
            Health = OfPath(plan.Service.Health),
            Postgres = plan.Service.Postgres is { } connection ? OfConnection(connection) : null,
            Environment = Marked(plan.Service.Environment),
        },
        Scenario = plan.Scenario is { } scenario ? scenario with
        {
            Headers = Marked(scenario.Headers),
            Feeds = [.. scenario.Feeds.Select(feed => feed.Values is FeedValues.Texts texts ? feed with { Values = new FeedValues.Texts([.. texts.Items.Select(_ => Mark).Take(1)]) } : feed)],
            Flows = [.. scenario.Flows.Select(flow => flow with { Requests = [.. flow.Requests.Select(Of)] })],
        }
        : null,
    };

    /// <summary>Evidence, or the cause why there is none, without the secrets that the plan's requests and addresses put there.</summary>
    public static Collected Of(Collected collected) => collected switch
    {
        Collected.Present { Evidence: ScalingProbe probe } => new Collected.Present(
            probe with { Endpoints = [.. probe.Endpoints.Select(endpoint => endpoint with { Request = OfPath(endpoint.Request) })] }),
        Collected.Failed failed => new Collected.Failed(OfText(failed.Cause)),
        _ => collected,
    };

    /// <summary>An address without user and password, and without the values of query parameters whose name promises a secret.</summary>
    public static Uri OfAddress(Uri address)
    {
        var plain = new UriBuilder(address) { UserName = "", Password = "" };
        plain.Query = OfPath(plain.Query);
        return plain.Uri;
    }

    /// <summary>A path whose query parameters keep their values, unless their name promises a secret and the value is no <c>${placeholder}</c>.</summary>
    public static string OfPath(string path) => Parameter.Replace(path, parameter =>
        SecretName.IsMatch(parameter.Groups["name"].Value) && !Placeholders.IsMatch(parameter.Groups["value"].Value)
            ? $"{parameter.Groups["name"].Value}={Mark}"
            : parameter.Value);

    /// <summary>A command without the values of the variables that it sets, and without users and passwords of addresses.</summary>
    public static string OfCommand(string command) => OfText(Assignment.Replace(command, assignment => assignment.Groups["head"].Value + Mark));

    /// <summary>A text in which addresses have no user and password.</summary>
    public static string OfText(string text) => Credentials.Replace(text, "");

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

    private static RequestTemplate Of(RequestTemplate request) => request with
    {
        Path = OfPath(request.Path),
        Headers = Marked(request.Headers),
        Body = request.Body is null ? null : Mark,
    };

    private static SortedDictionary<string, string> Marked(IReadOnlyDictionary<string, string> values) =>
        new(values.ToDictionary(pair => pair.Key, _ => Mark, StringComparer.Ordinal), StringComparer.Ordinal);
}
