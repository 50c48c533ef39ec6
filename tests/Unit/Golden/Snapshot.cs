using System.Runtime.CompilerServices;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Compares a text with the golden file of its name; with HEADROOM_ACCEPT=1 it rewrites the file, and a person reads the diff.</summary>
internal static class Snapshot
{
    /// <summary>Fails with the first line that differs.</summary>
    /// <param name="name">The file, "report.golden.md", in the folder of this source file.</param>
    /// <param name="text">What was made.</param>
    public static void Match(string name, string text) =>
        Match(Path.Combine(Folder(), name), text, Environment.GetEnvironmentVariable("HEADROOM_ACCEPT") == "1");

    internal static void Match(string path, string text, bool accept)
    {
        if (accept)
        {
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"{path} does not exist: HEADROOM_ACCEPT=1 writes it");
        if (FirstDifference(File.ReadAllText(path), text) is { } difference)
        {
            Assert.Fail($"{Path.GetFileName(path)} {difference}\nHEADROOM_ACCEPT=1 accepts what was made");
        }
    }

    /// <summary>The first line in which two texts differ, or null when none does.</summary>
    internal static string? FirstDifference(string golden, string made)
    {
        if (golden == made)
        {
            return null;
        }

        var (expected, actual) = (golden.Split('\n'), made.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length)).First(i => At(expected, i) != At(actual, i));
        return $"differs in line {line + 1}\n  golden: {At(expected, line) ?? "(no such line)"}\n  made:   {At(actual, line) ?? "(no such line)"}";
    }

    private static string? At(string[] lines, int i) => i < lines.Length ? lines[i] : null;

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
