using Headroom.Cli.Plans;
using Headroom.Load.Scenarios;
using Headroom.Model.Guards;

namespace Headroom.Cli.Databases;

/// <summary>Reads the waivers of a guard: a list <c>waivers</c> of statement, owner, reason, until.</summary>
internal static class GuardWaivers
{
    /// <summary>The waivers.</summary>
    /// <exception cref="BadInputException">The file is missing, or has mistakes: all of them, with line and column.</exception>
    public static IReadOnlyList<GuardWaiver> Read(string path)
    {
        var errors = new PlanErrors();
        List<GuardWaiver> waivers = [];
        if (YamlReader.Parse(TextOf(path), path, errors) is { } root)
        {
            foreach (var item in root.List("waivers", required: true) ?? [])
            {
                if (item.Map() is not { } map || WaiverReader.Read(map, "statement") is not { } waiver)
                {
                    continue;
                }

                if (waivers.Find(other => other.Statement == waiver.Fingerprint) is { } first)
                {
                    item.Fail(
                        $"a second waiver of {waiver.Fingerprint}, the first is on line {first.Line}; expected one for each statement");
                }

                waivers.Add(new GuardWaiver(waiver.Fingerprint, waiver.Owner, waiver.Reason, waiver.Until, item.Line));
            }

            root.NoOtherKeys();
        }

        return errors.Any ? throw new BadInputException([.. errors.All.Select(error => error.ToString())]) : waivers;
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                $"--waivers {path}: {e.Message.TrimEnd('.')}; expected a YAML file with a list: waivers: [{{ "
                    + "statement, owner, reason, until }]");
        }
    }
}
