using Agora.Application.Common;
using Agora.Infrastructure.Analytics;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Batches;
using Agora.Infrastructure.Bookmarks;
using Agora.Infrastructure.Comments;
using Agora.Infrastructure.Comments.Import;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Embeddings;
using Agora.Infrastructure.EventLog;
using Agora.Infrastructure.Exports;
using Agora.Infrastructure.Features;
using Agora.Infrastructure.Follows;
using Agora.Infrastructure.Follows.Import;
using Agora.Infrastructure.History;
using Agora.Infrastructure.HomeFeed;
using Agora.Infrastructure.Idempotency;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Mail;
using Agora.Infrastructure.Maintenance;
using Agora.Infrastructure.Media;
using Agora.Infrastructure.Moderation;
using Agora.Infrastructure.Monitoring;
using Agora.Infrastructure.Notifications;
using Agora.Infrastructure.PersonalData;
using Agora.Infrastructure.Posts;
using Agora.Infrastructure.Posts.Import;
using Agora.Infrastructure.Preferences;
using Agora.Infrastructure.Reactions;
using Agora.Infrastructure.Rollups;
using Agora.Infrastructure.Sessions;
using Agora.Infrastructure.Streams;
using Agora.Infrastructure.Syndication;
using Agora.Infrastructure.Tags;
using Agora.Infrastructure.Tasks;
using Agora.Infrastructure.Texts;
using Agora.Infrastructure.Trash;
using Agora.Infrastructure.Users;
using Agora.Infrastructure.Users.Import;
using Agora.Infrastructure.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure;

public static class DependencyInjection
{
    /// <summary>
    /// Repositories, background services, mail and file stores of every feature. The host adds the database itself, because it knows
    /// whether the server is configured or embedded.
    /// </summary>
    /// <param name="home">Folder for files and, in development, mails when none is configured; null for no default.</param>
    /// <exception cref="InvalidConfigurationException">A setting is invalid.</exception>
    public static IServiceCollection AddInfrastructure(
        this IServiceCollection services, IConfiguration configuration, string? home, bool isDevelopment)
    {
        DapperSetup.Apply();
        services.AddSingleton<WriteLog>();
        services.AddSingleton<Outages>();
        services.AddScoped<DbSession>();
        services.AddSingleton<ConflictRetry>();
        services.AddScoped<IUnitOfWork, UnitOfWork>();

        services.AddJobs(configuration);
        services.AddBatches();
        services.AddTexts();
        services.AddUsers();
        services.AddPosts();
        services.AddImports(configuration);
        services.AddExports();
        services.AddPostImport();
        services.AddUserImport();
        services.AddCommentImport();
        services.AddFollowImport();
        services.AddEmbeddings(configuration);
        services.AddFollows();
        services.AddReactions();
        services.AddBookmarks();
        services.AddNotifications(configuration);
        services.AddComments();
        services.AddModeration();
        services.AddMaintenance(configuration);
        services.AddBackups(configuration);
        services.AddMonitoring(configuration);
        services.AddRollups();
        services.AddTags();
        services.AddHistory();
        services.AddIdempotency();
        services.AddAnalytics();
        services.AddHomeFeed();
        services.AddPreferences();
        services.AddFeatures();
        services.AddPersonalData();
        services.AddSyndication(configuration);
        services.AddTrash(configuration);
        services.AddTasks(configuration);
        services.AddWebhooks(configuration);
        services.AddEventLog(configuration);
        services.AddStreams(configuration);
        services.AddSessions(configuration);
        services.AddMail(configuration, isDevelopment && home is not null ? Path.Combine(home, "mail") : null);
        services.AddMedia(configuration, home is null ? null : Path.Combine(home, "media"));
        return services;
    }
}
