namespace Headroom.Load.Import;

/// <summary>Tells names of parameters, headers and fields whose values are secrets.</summary>
internal static class SecretNames
{
    private static readonly string[] s_anywhere =
        ["token", "secret", "password", "passwd", "passphrase", "pwd", "signature", "apikey", "api_key", "api-key", "session", "jwt",
            "credential", "authorization", "privatekey"];

    private static readonly string[] s_words = ["key", "auth", "code", "sig", "sid", "otp", "pin", "pass", "nonce", "state", "cvv", "cvc"];

    /// <summary>
    /// Whether a value of this name is better not copied: <c>access_token</c>, <c>apiKey</c>, <c>code</c>; not <c>keyword</c>,
    /// <c>author</c>, <c>zipcode</c>.
    /// </summary>
    public static bool Holds(string name) =>
        s_anywhere.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        || Words(name).Any(word => s_words.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a value is a signed token (three parts in base64url, the first a JSON object), whatever its name.</summary>
    public static bool IsToken(string value) => value.StartsWith("eyJ", StringComparison.Ordinal) && value.Count(c => c == '.') >= 2;

    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || !char.IsAsciiLetter(name[i])
                || (char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1])))
            {
                yield return name[start..i].Trim('_', '-', '.', '[', ']', '$');
                start = i;
            }
        }
    }
}
