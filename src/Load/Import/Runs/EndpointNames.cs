using Headroom.Model.Text;

namespace Headroom.Load.Import.Runs;

/// <summary>Names of endpoints as far as tools tell them.</summary>
internal static class EndpointNames
{
    /// <summary>The name where a form tells statuses or failures, but not of what.</summary>
    public const string All = "(all requests)";

    private const int MostCharacters = 300;

    private static readonly string[] s_verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>
    /// A name as it is kept: where it is an address, without the values of parameters that are named like secrets; a longer one tells
    /// nobody more.
    /// </summary>
    public static string Kept(string name)
    {
        var cut = Shortened.Start(name, MostCharacters);
        return cut.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark
            ? Shortened.Start(WithoutSecrets(cut, mark + 1), MostCharacters)
            : cut;
    }

    /// <summary>The method that a name begins with: that of "GET /clips"; null when it begins with none.</summary>
    public static string? Verb(string name) =>
        Array.Find(s_verbs, verb => name.StartsWith(verb, StringComparison.Ordinal) && name.AsSpan(verb.Length) is [' ', ..]);

    /// <summary>A method as a tool gives it; null when it is empty or no method.</summary>
    public static string? Method(string text) => Array.Find(s_verbs, verb => verb == text.Trim());

    /// <summary>The path of an address, without what follows the question mark: that may hold secrets.</summary>
    public static string Path(string? address) => address switch
    {
        ['/', ..] => address.Split('?', 2)[0],
        not null when Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" => uri.AbsolutePath,
        _ => All,
    };

    private static string WithoutSecrets(string name, int at)
    {
        var end = name.IndexOf(' ', at) is >= 0 and var space ? space : name.Length;
        var query = name[at..end];
        return query.Contains('=', StringComparison.Ordinal)
            ? name[..at] + SecretFields.OfPairs(query, "***", new HashSet<string>(StringComparer.Ordinal)) + name[end..]
            : name;
    }
}
