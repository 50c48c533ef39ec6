namespace Headroom.Load.Import;

/// <summary>Addresses of services.</summary>
public static class Origins
{
    /// <summary>Scheme, host and port of an http or https address; null when the text is none.</summary>
    public static Uri? Of(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https" } and { Host.Length: > 0 }
        && Uri.TryCreate($"{uri.Scheme}://{uri.Authority}", UriKind.Absolute, out var origin)
            ? origin : null;

    /// <summary>A path in which nothing reads like a placeholder.</summary>
    internal static string Literal(string path) => path.Replace("${", "$%7B", StringComparison.Ordinal);
}
