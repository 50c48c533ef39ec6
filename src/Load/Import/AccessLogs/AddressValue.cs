namespace Headroom.Load.Import.AccessLogs;

/// <summary>Reads values as they stand in an address. What is no percent-encoding, or none of UTF-8, stays as it is.</summary>
/// <remarks><b>Source:</b> RFC 3986 section 2.1; for the plus, application/x-www-form-urlencoded of the WHATWG URL standard.</remarks>
internal static class AddressValue
{
    /// <summary>What a piece of a path says; a plus is a plus.</summary>
    public static string OfPath(string text) => Uri.UnescapeDataString(text);

    /// <summary>What a value of a query says; a plus is a space.</summary>
    public static string OfQuery(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
