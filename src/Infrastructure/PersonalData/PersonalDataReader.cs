using System.Runtime.CompilerServices;
using Agora.Application.PersonalData;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.PersonalData;

internal sealed class PersonalDataReader(DbSession db) : IPersonalDataReader
{
    public async IAsyncEnumerable<PersonalRecord> ReadAsync(Guid userId, [EnumeratorCancellation] CancellationToken ct)
    {
        // The statement lasts as long as the reader takes. The branches of UNION ALL come in their order unless they are read in parallel.
        const string patience = """
            SELECT set_config('statement_timeout', '15min', true), set_config('max_parallel_workers_per_gather', '0', true)
            """;
        const string sql = """
            SELECT 'account' AS kind, json_build_object(
                'id', u.id, 'email', u.email, 'emailVerifiedAt', u.email_verified_at, 'pendingEmail', u.pending_email,
                'username', u.username, 'fullName', u.full_name, 'role', u.role,
                'isActive', u.is_active, 'lastLoginAt', u.last_login_at, 'createdAt', u.created_at, 'updatedAt', u.updated_at)::text AS json
            FROM app.users AS u
            WHERE u.id = @userId
            UNION ALL
            SELECT 'profile', json_build_object(
                'bio', p.bio, 'avatarUrl', p.avatar_url, 'avatarId', p.avatar_id, 'socialLinks', p.social_links,
                'updatedAt', p.updated_at)::text
            FROM app.user_profiles AS p
            WHERE p.user_id = @userId
            UNION ALL
            SELECT 'preferences', json_build_object('document', p.document, 'createdAt', p.created_at, 'updatedAt', p.updated_at)::text
            FROM app.user_preferences AS p
            WHERE p.user_id = @userId
            UNION ALL
            SELECT 'sessions', json_build_object(
                'id', s.id, 'createdAt', s.created_at, 'lastUsedAt', s.last_used_at, 'expiresAt', s.expires_at, 'endedAt', s.revoked_at,
                'endedBecause', s.revoked_reason, 'userAgent', s.user_agent, 'ip', host(s.ip))::text
            FROM app.user_sessions AS s
            WHERE s.user_id = @userId
            UNION ALL
            SELECT 'security-events', json_build_object('at', e.at, 'kind', e.kind, 'userAgent', e.user_agent, 'ip', host(e.ip))::text
            FROM app.security_events AS e
            WHERE e.user_id = @userId
            UNION ALL
            SELECT 'posts', json_build_object(
                'id', p.id, 'title', p.title, 'body', p.body, 'language', p.language, 'status', p.status, 'publishedAt', p.published_at,
                'tags', p.tags, 'metadata', p.metadata, 'createdAt', p.created_at, 'updatedAt', p.updated_at, 'deletedAt', p.deleted_at,
                'deletedBy', p.deleted_by,
                'mediaIds', ARRAY(SELECT s.media_id FROM app.post_media AS s WHERE s.post_id = p.id ORDER BY s.position))::text
            FROM app.posts AS p
            WHERE p.author_id = @userId
              AND p.deleted_by IS DISTINCT FROM 'retention'
            UNION ALL
            SELECT 'comments', json_build_object(
                'id', c.id, 'postId', c.post_id, 'parentId', c.parent_id, 'body', c.body, 'createdAt', c.created_at,
                'editedAt', c.edited_at, 'deletedAt', c.deleted_at, 'deletedBy', c.deleted_by)::text
            FROM app.comments AS c
            WHERE c.author_id = @userId
              AND c.deleted_by IS DISTINCT FROM 'retention'
            UNION ALL
            SELECT 'following', json_build_object('userId', f.followee_id, 'since', f.created_at)::text
            FROM app.follows AS f
            WHERE f.follower_id = @userId
            UNION ALL
            SELECT 'blocks', json_build_object('userId', b.blocked_id, 'since', b.created_at)::text
            FROM app.blocks AS b
            WHERE b.blocker_id = @userId
            UNION ALL
            SELECT 'likes', json_build_object('postId', l.post_id, 'at', l.created_at)::text
            FROM app.post_likes AS l
            WHERE l.user_id = @userId
            UNION ALL
            SELECT 'likes', json_build_object('commentId', l.comment_id, 'at', l.created_at)::text
            FROM app.comment_likes AS l
            WHERE l.user_id = @userId
            UNION ALL
            SELECT 'bookmarks', json_build_object('postId', b.post_id, 'at', b.created_at)::text
            FROM app.bookmarks AS b
            WHERE b.user_id = @userId
            UNION ALL
            SELECT 'notifications', json_build_object(
                'kind', n.kind, 'userId', n.actor_id, 'postId', n.post_id, 'commentId', n.comment_id, 'caseId', n.case_id,
                'likes', n.likes, 'at', n.created_at, 'readAt', n.read_at)::text
            FROM app.notifications AS n
            WHERE n.user_id = @userId
            UNION ALL
            SELECT 'mutes', json_build_object('postId', m.post_id, 'at', m.created_at)::text
            FROM app.muted_posts AS m
            WHERE m.user_id = @userId
            UNION ALL
            SELECT 'flags', json_build_object('caseId', f.case_id, 'category', f.category, 'note', f.note, 'createdAt', f.created_at)::text
            FROM app.flags AS f
            WHERE f.reporter_id = @userId
            UNION ALL
            SELECT 'cases', json_build_object(
                'id', m.id, 'postId', m.post_id, 'commentId', m.comment_id, 'status', m.status, 'category', m.category,
                'hiddenBy', m.hidden_by, 'reason', m.reason, 'decidedAt', m.decided_at, 'appeal', m.appeal,
                'appealedAt', m.appealed_at, 'openedAt', m.opened_at)::text
            FROM app.moderation_cases AS m
            WHERE m.author_id = @userId
            UNION ALL
            SELECT 'strikes', json_build_object(
                'caseId', s.case_id, 'category', s.category, 'givenAt', s.given_at, 'revokedAt', s.revoked_at)::text
            FROM app.strikes AS s
            WHERE s.user_id = @userId
            UNION ALL
            SELECT 'views', json_build_object('postId', r.post_id, 'at', r.counted_at)::text
            FROM app.post_reads AS r
            WHERE r.user_id = @userId
            UNION ALL
            SELECT 'history', json_build_object(
                'of', a.table_name, 'id', a.row_id, 'version', a.version, 'operation', a.operation, 'changed', a.changed,
                'before', a.before, 'after', a.after, 'at', a.occurred_at, 'byYou', a.actor_id IS NOT DISTINCT FROM @userId,
                'requestId', CASE WHEN a.actor_id = @userId THEN a.request_id END, 'ip', host(o.client_address))::text
            FROM app.audit AS a
            LEFT JOIN app.own_addresses() AS o ON o.occurred_at = a.occurred_at AND o.id = a.id
            WHERE a.owner_id = @userId
            UNION ALL
            SELECT 'media', json_build_object(
                'id', m.id, 'kind', m.kind, 'mimeType', m.mime_type, 'sizeBytes', m.size_bytes, 'width', m.width, 'height', m.height,
                'details', m.details, 'alternativeText', m.alternative_text, 'fileName', m.file_name, 'createdAt', m.created_at)::text
            FROM app.media AS m
            WHERE m.owner_id = @userId
            UNION ALL
            SELECT 'tasks', json_build_object(
                'id', t.id, 'title', t.title, 'priority', t.priority, 'dueAt', t.due_at, 'doneAt', t.done_at, 'ownerId', t.owner_id,
                'assigneeId', t.assignee_id, 'createdAt', t.created_at, 'updatedAt', t.updated_at)::text
            FROM app.tasks AS t
            WHERE t.owner_id = @userId
            UNION ALL
            SELECT 'webhooks', json_build_object(
                'id', w.id, 'url', w.url, 'eventTypes', w.event_types, 'authorId', w.author_id, 'postId', w.post_id,
                'description', w.description, 'isActive', w.is_active, 'ended', w.ended, 'failingSince', w.failing_since,
                'createdAt', w.created_at, 'updatedAt', w.updated_at)::text
            FROM app.webhooks AS w
            WHERE w.owner_id = @userId
            UNION ALL
            SELECT 'webhook-deliveries', json_build_object(
                'id', d.id, 'webhookId', d.webhook_id, 'type', d.type, 'eventId', d.event_id, 'subjectId', d.subject_id,
                'occurredAt', d.occurred_at, 'state', d.state, 'attempt', d.attempt, 'attemptedAt', d.attempted_at, 'status', d.status,
                'durationMs', d.duration_ms, 'error', d.error, 'response', d.response, 'createdAt', d.created_at,
                'finishedAt', d.finished_at)::text
            FROM app.webhooks AS w
            JOIN app.webhook_deliveries AS d ON d.webhook_id = w.id AND d.is_sent
            WHERE w.owner_id = @userId
            """;

        await db.ExecuteAsync(patience, null, ct);
        await foreach (var record in db.StreamAsync<PersonalRecord>(sql, new { userId }, TimeSpan.FromMinutes(15.5), ct))
        {
            yield return record;
        }
    }
}
