using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Architecture.Tests;

public sealed class UseCaseTests
{
    private static readonly Type[] Messages =
    [
        .. Solution.Application.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && RequestOf(t) is not null),
    ];

    [Fact]
    public void Every_message_has_exactly_one_handler()
    {
        var handled = Solution.Application.GetTypes()
            .SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) && !i.ContainsGenericParameters)
            .Select(i => i.GetGenericArguments()[0])
            .ToList();

        Messages.ShouldNotBeEmpty();
        handled.ShouldBe(Messages, ignoreOrder: true);
    }

    [Fact]
    public void Every_message_says_whether_it_reads_or_writes() =>
        Messages.Where(m => !Is(m, typeof(ICommand<>)) && !Is(m, typeof(IQuery<>))).ShouldBeEmpty();

    [Fact]
    public void Every_answer_can_represent_failure() =>
        Messages.Where(m => RequestOf(m)!.GetGenericTypeDefinition() != typeof(Result<>)).ShouldBeEmpty();

    [Fact]
    public void A_message_lives_in_the_folder_of_its_feature_noun() =>
        Messages.Where(m => m.Namespace is "Agora.Application" or "Agora.Application.Common").ShouldBeEmpty();

    [Theory]
    [InlineData("src/Domain")]
    [InlineData("src/Application")]
    [InlineData("src/Infrastructure")]
    [InlineData("src/Api")]
    public void Folders_are_nouns_of_features_and_never_kinds(string room)
    {
        string[] kinds = ["Commands", "Queries", "Validators", "Dtos", "Models", "Services", "Helpers", "Utils", "Repositories", "Entities",
            "Exceptions", "Interfaces"];

        Directory.EnumerateDirectories(Path.Combine(Solution.Root, room), "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName)
            .Intersect(kinds, StringComparer.OrdinalIgnoreCase)
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_feature_of_the_api_exists_in_the_application()
    {
        string[] hostOnly =
        [
            "Cli", "Configuration", "DatabaseConsole", "Health", "Http", "Logs", "Metrics", "Properties", "Tracing",
        ];
        var features = Directory.EnumerateDirectories(Path.Combine(Solution.Root, "src/Api"))
            .Select(d => Path.GetFileName(d)!)
            .Where(d => d is not ("bin" or "obj"))
            .Except(hostOnly, StringComparer.Ordinal);

        foreach (var feature in features)
        {
            Directory.Exists(Path.Combine(Solution.Root, "src/Application", feature)).ShouldBeTrue(feature);
        }
    }

    private static bool Is(Type message, Type definition) =>
        message.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition);

    private static Type? RequestOf(Type type) => type.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>))
        ?.GetGenericArguments()[0];
}
