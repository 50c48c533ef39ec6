namespace Clipper.Data;

/// <summary>The SQL files that travel inside the assembly.</summary>
public static class Scripts
{
    /// <summary>The names below a folder, in ordinal order.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. typeof(Scripts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public static string Text(string name)
    {
        using var stream = typeof(Scripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly has no script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
