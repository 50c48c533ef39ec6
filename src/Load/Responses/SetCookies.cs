namespace Headroom.Load.Responses;

/// <summary>Reads the cookies that a response sets.</summary>
/// <remarks>
/// Of several of one name the last counts. One without a value, or with a Max-Age of 0 or less, is deleted: it has no value. Path, domain
/// and date are not looked at. <b>Source:</b> RFC 6265, sections 4.1 and 5.2.
/// </remarks>
internal static class SetCookies
{
    /// <summary>The value of a cookie as it is to be sent back, or null when the response does not set it.</summary>
    /// <param name="view">The response.</param>
    /// <param name="cookie">The cookie's name.</param>
    public static string? ValueOf(ResponseView view, string cookie)
    {
        string? value = null;
        foreach (var (header, line) in view.Headers())
        {
            if (!header.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var parts = line.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0].Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var text] && name == cookie)
            {
                value = text.Length == 0 || parts.Skip(1).Any(IsDeletion) ? null : text;
            }
        }

        return value;
    }

    private static bool IsDeletion(string attribute) =>
        attribute.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var age]
            && name.Equals("Max-Age", StringComparison.OrdinalIgnoreCase) && (age == "0" || age.StartsWith('-'));
}
