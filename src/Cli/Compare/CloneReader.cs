using Headroom.Cli.Databases;
using Headroom.Cli.Load;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Model.Plans;

namespace Headroom.Cli.Compare;

/// <summary>Reads which database the arms get clones of, and what is tried on the second one.</summary>
/// <param name="arguments">The command line, what it lacks taken from the plan.</param>
/// <param name="service">The service of the plan, or null.</param>
/// <param name="mistakes">Where mistakes go.</param>
internal sealed class CloneReader(CompareArguments arguments, ServicePlan? service, Mistakes mistakes)
{
    /// <summary>The variable that most services take their database from.</summary>
    public const string UsualVariable = "DATABASE_URL";

    private const long MostBytes = 16 << 20;

    /// <summary>What is asked for, and the arms with the variable of their database; null without clones, or with mistakes.</summary>
    /// <param name="a">The base; null when it has mistakes.</param>
    /// <param name="b">What is held against it; null when it has mistakes.</param>
    public (CloneRequest? Clones, ArmRequest? A, ArmRequest? B) Read(ArmRequest? a, ArmRequest? b)
    {
        if (arguments.Postgres is null && arguments.Remedy is null)
        {
            CheckIdle();
            return (null, a, b);
        }

        var up = Script("--remedy", arguments.Remedy);
        var down = Script("--down", arguments.Down);
        if (arguments.Down is not null && arguments.Remedy is null)
        {
            mistakes.Add("--down: there is nothing to take back; expected it with --remedy");
        }

        if (arguments.A.Postgres is not null || arguments.B.Postgres is not null)
        {
            mistakes.Add("--postgres-a and --postgres-b: with clones each arm's database is its clone; expected --postgres alone");
        }

        var variable = arguments.PostgresVariable ?? UsualVariable;
        if (variable.Length == 0 || char.IsAsciiDigit(variable[0]) || !variable.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            mistakes.Add($"--postgres-env {variable}: expected the name of a variable, such as {UsualVariable}");
        }

        if (Source() is not { } source)
        {
            return (null, a, b);
        }

        return (new CloneRequest(source, variable, up, down), WithVariable(a, variable, source), WithVariable(b, variable, source));
    }

    // Options that mean nothing without clones.
    private void CheckIdle()
    {
        foreach (var (option, value) in ((string, string?)[])[("--down", arguments.Down), ("--postgres-env", arguments.PostgresVariable)])
        {
            if (value is not null)
            {
                mistakes.Add($"{option}: there are no clones; expected it with --postgres or --remedy");
            }
        }
    }

    private CloneSource? Source()
    {
        var connection = arguments.Postgres is { } given ? ConnectionText.Read("--postgres", given) : service?.Postgres;
        if (connection is null)
        {
            mistakes.Add("--remedy: there is no database to clone; expected --postgres, or a plan that has one");
            return null;
        }

        if (DatabaseName.Of(connection) is null)
        {
            mistakes.Add("--postgres: it names no database; expected one, which is cloned for each arm");
            return null;
        }

        var source = CloneSources.Of(connection, service, mayBlockSource: false) with { Otherwise = CloneSources.OfCompare };
        if (ClonePermission.Refusal(connection, source.Allowed) is { } refusal)
        {
            mistakes.Add($"--postgres: {refusal}");
        }

        return source;
    }

    // What the command has in its variable already shows in which form it takes its database, and as whom.
    private ArmRequest? WithVariable(ArmRequest? arm, string variable, CloneSource source)
    {
        if (arm is null)
        {
            return null;
        }

        if (arm.Start is not { } start)
        {
            mistakes.Add(
                $"{arm.Name}: it runs already, at its own database; expected --start or "
                    + $"--start-{arm.Name.ToLowerInvariant()} with clones");
            return arm;
        }

        var present = start.Environment.TryGetValue(variable, out var own) ? own
            : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } inherited ? inherited
            : arguments.Postgres ?? source.ConnectionString;
        if (DatabaseName.Of(present) is var named && named != DatabaseName.Of(source.ConnectionString))
        {
            mistakes.Add(
                $"--postgres-env {variable}: it names {(named is null ? "no database" : $"the database {named}")} for {arm.Name}; "
                + $"expected {DatabaseName.Of(source.ConnectionString)}, which is cloned");
        }

        var environment = new SortedDictionary<string, string>(start.Environment.ToDictionary(), StringComparer.Ordinal)
        {
            [variable] = present,
        };
        return arm with { Start = start with { Environment = environment } };
    }

    private RemedyScript? Script(string option, string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                mistakes.Add($"{option} {path}: larger than 16 MiB; expected a script that changes a database");
                return null;
            }

            var (script, wrong) = RemedyScript.Read(path, File.ReadAllText(path));
            mistakes.Add(wrong);
            return script;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add($"{option}: {e.Message.TrimEnd('.')}; expected a file of SQL");
            return null;
        }
    }
}
