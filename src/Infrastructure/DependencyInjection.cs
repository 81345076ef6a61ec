using Agora.Application.Batches;
using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Application.Users;
using Agora.Infrastructure.Analytics;
using Agora.Infrastructure.Batches;
using Agora.Infrastructure.Comments;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Features;
using Agora.Infrastructure.Follows;
using Agora.Infrastructure.History;
using Agora.Infrastructure.HomeFeed;
using Agora.Infrastructure.Idempotency;
using Agora.Infrastructure.Moderation;
using Agora.Infrastructure.PersonalData;
using Agora.Infrastructure.Posts;
using Agora.Infrastructure.Posts.Import;
using Agora.Infrastructure.Preferences;
using Agora.Infrastructure.Rollups;
using Agora.Infrastructure.Tags;
using Agora.Infrastructure.Texts;
using Agora.Infrastructure.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure;

public static class DependencyInjection
{
    /// <summary>
    /// The database side of every feature. The host has registered <c>NpgsqlDataSource</c> and the secrets before, because only it
    /// knows whether the server is configured or embedded.
    /// </summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services)
    {
        DapperSetup.Apply();
        services.AddSingleton<WriteLog>();
        services.AddSingleton<Outages>();
        services.AddScoped<DbSession>();
        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddScoped<IBatchLocks, BatchLocks>();

        services.AddSingleton<IMarkdown, Markdown>();
        services.AddScoped<IUserRepository, UserRepository>();
        services.AddPosts();
        services.AddPostImport();
        services.AddFollows();
        services.AddComments();
        services.AddModeration();
        services.AddRollups();
        services.AddTags();
        services.AddHistory();
        services.AddIdempotency();
        services.AddAnalytics();
        services.AddHomeFeed();
        services.AddPreferences();
        services.AddFeatures();
        services.AddPersonalData();
        return services;
    }
}
