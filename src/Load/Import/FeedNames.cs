namespace Headroom.Load.Import;

/// <summary>Gives feeds names that can stand in placeholders, each once.</summary>
internal sealed class FeedNames
{
    private readonly HashSet<string> _taken = new(Scenarios.BuiltIns.Names, StringComparer.Ordinal);

    /// <summary>A name of its own made of a text: <c>clips_id</c> of <c>/clips/{id}</c>.</summary>
    public string Take(string text)
    {
        var name = NameOf(text);
        var own = name;
        for (var i = 2; !_taken.Add(own); i++)
        {
            own = $"{name}_{i}";
        }

        return own;
    }

    /// <summary>Whether <see cref="Take"/> gives a text's name without a number.</summary>
    public bool IsFree(string text) => !_taken.Contains(NameOf(text));

    private static string NameOf(string text)
    {
        var words = string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '-' ? char.ToLowerInvariant(c) : '_'))
            .Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('_', words) is { Length: > 0 } joined ? joined[..Math.Min(60, joined.Length)] : "values";
    }
}
