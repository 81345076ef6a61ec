using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using Agora.Domain.Common;

namespace Agora.Architecture.Tests.Errors;

/// <summary>Where one error of a catalogue comes from, read from the compiled program.</summary>
/// <param name="Name">Type and member of the catalogue, such as <c>PostErrors.Hidden</c>.</param>
/// <param name="Kind">Null for a factory, whose kind depends on nothing that is compiled.</param>
/// <param name="EnforcedBy">What holds the rule beside the program, as the catalogue says.</param>
/// <param name="Domain">Members of Domain that raise it, by their type.</param>
/// <param name="Elsewhere">Types of the other projects that raise it.</param>
internal sealed record ErrorPlace(
    string Name,
    string Code,
    ErrorKind? Kind,
    IReadOnlyList<string> EnforcedBy,
    ILookup<string, string> Domain,
    IReadOnlyList<string> Elsewhere)
{
    /// <summary>What is wrong with the places; null when one rule stands in one place.</summary>
    public string? Fault => this switch
    {
        { Domain.Count: > 1 } => $"{Name} is raised by {string.Join(" and ", Domain.Select(d => d.Key))}: which of them is the rule?",
        { Domain.Count: 1, EnforcedBy.Count: 0, Elsewhere.Count: > 0 } =>
            $"{Name} is the rule of {Domain.Single().Key}, and {string.Join(", ", Elsewhere)} raises it as well. "
            + "Call the entity, or name what the database holds with [EnforcedBy].",
        { Domain.Count: 0, EnforcedBy.Count: 0, Elsewhere.Count: 0 } => $"{Name} is raised nowhere.",
        { Domain.Count: 0, EnforcedBy.Count: 0, Elsewhere.Count: > 1 } =>
            $"{Name} is raised by {string.Join(", ", Elsewhere)} and has no place in Domain. Give it one, or name what the database holds.",
        { IsOfState: true, Elsewhere.Count: > 1 } =>
            $"{Name} is raised by {string.Join(", ", Elsewhere)}: translate what the database says in one of them.",
        _ => null,
    };

    /// <summary>
    /// Whether it refuses by a rule. What is absent, of another version, signed in no longer or out of reach is so for each use case.
    /// </summary>
    private bool IsOfState =>
        Kind is not (ErrorKind.NotFound or ErrorKind.Gone or ErrorKind.Stale or ErrorKind.Unauthenticated or ErrorKind.Unavailable);

    /// <summary>The authoritative place, what holds the rule beside it, and who else raises the error.</summary>
    public string Place
    {
        get
        {
            var rule = Domain.Count > 0
                ? Domain.Select(d => string.Join(", ", d.Order(StringComparer.Ordinal).Select(member => $"`{d.Key}.{member}`")))
                : EnforcedBy.Count > 0 ? [] : Elsewhere.Select(e => $"`{e}`");
            var held = EnforcedBy.Count > 0 ? $"held by {string.Join(", ", EnforcedBy.Select(name => $"`{name}`"))}" : null;
            var raised = Elsewhere.Count > 0 && (Domain.Count > 0 || EnforcedBy.Count > 0)
                ? $"also raised by {string.Join(", ", Elsewhere.Select(type => $"`{type}`"))}"
                : null;
            return string.Join("; ", rule.Concat(new[] { held, raised }.OfType<string>()));
        }
    }
}

/// <summary>Finds every error of every catalogue, and every method that uses it.</summary>
internal static partial class ErrorPlaces
{
    private const BindingFlags Everything =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    public static IReadOnlyList<ErrorPlace> All { get; } = Find();

    private static List<ErrorPlace> Find()
    {
        var errors = Solution.Domain.GetTypes().Where(IsCatalogue).SelectMany(ErrorsOf).ToList();
        var uses = new[] { Solution.Domain, Solution.Application, Solution.Infrastructure, Solution.Api }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)))
            .SelectMany(method => Used(method).Where(IsError).Select(error => (Error: error, By: SourceOf(method))))
            .Where(use => !IsCatalogue(use.By.Type))
            .ToLookup(use => use.Error, use => use.By);

        return
        [
            .. errors.Select(error => new ErrorPlace(
                $"{error.DeclaringType!.Name}.{error.Name}",
                CodeOf(error),
                error is FieldInfo field ? ((Error)field.GetValue(null)!).Kind : null,
                error.GetCustomAttribute<EnforcedByAttribute>()?.Names ?? [],
                uses[error].Where(by => by.Type.Assembly == Solution.Domain).Distinct().ToLookup(by => by.Type.Name, by => by.Member),
                [.. uses[error].Where(by => by.Type.Assembly != Solution.Domain).Select(by => Outermost(by.Type).Name).Distinct().Order()]))
                .OrderBy(place => place.Code, StringComparer.Ordinal)
                .ThenBy(place => place.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsCatalogue(Type type) =>
        type.Assembly == Solution.Domain && type.Name.EndsWith("Errors", StringComparison.Ordinal);

    private static bool IsError(MemberInfo member) => member.DeclaringType is { } type && IsCatalogue(type) && member switch
    {
        FieldInfo field => field.FieldType == typeof(Error),
        MethodInfo method => method.ReturnType == typeof(Error),
        _ => false,
    };

    private static IEnumerable<MemberInfo> ErrorsOf(Type catalogue) =>
        catalogue.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(IsError);

    // A factory takes arguments that the code does not depend on: it is the one text of its body that looks like a code.
    private static string CodeOf(MemberInfo error) => error is FieldInfo field
        ? ((Error)field.GetValue(null)!).Code
        : Instructions((MethodBase)error)
            .Where(i => i.Code == OpCodes.Ldstr)
            .Select(i => error.Module.ResolveString(i.Operand))
            .First(text => CodeForm().IsMatch(text));

    private static IEnumerable<MemberInfo> Used(MethodBase method)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return Instructions(method)
            .Where(i => i.Code == OpCodes.Ldsfld || i.Code == OpCodes.Call || i.Code == OpCodes.Ldftn)
            .Select(i => method.Module.ResolveMember(i.Operand, ofType, ofMethod))
            .OfType<MemberInfo>();
    }

    // What the compiler makes of a lambda or an asynchronous method stands in a type or a method whose name has the source in brackets.
    private static (Type Type, string Member) SourceOf(MethodBase method)
    {
        var (type, member) = (method.DeclaringType!, method.Name);
        while (type.DeclaringType is { } outer && type.Name.Contains('<', StringComparison.Ordinal))
        {
            member = InBrackets().Match(type.Name) is { Success: true } match ? match.Groups[1].Value : member;
            type = outer;
        }

        member = InBrackets().Match(member) is { Success: true } lambda ? lambda.Groups[1].Value : member;
        return (type, member.StartsWith("get_", StringComparison.Ordinal) ? member["get_".Length..] : member);
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<(OpCode Code, int Operand)> Instructions(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            var code = OpCodesByValue[il[at] == 0xFE ? 0xFE00 | il[at + 1] : il[at]];
            at += code.Size;
            var operand = code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
            yield return (code, operand == 4 ? BitConverter.ToInt32(il, at) : 0);
            at += operand;
        }
    }

    [GeneratedRegex("^[a-z]+\\.[a-z_]+$")]
    private static partial Regex CodeForm();

    [GeneratedRegex("<(\\w+)>")]
    private static partial Regex InBrackets();
}
